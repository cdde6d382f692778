package dev.sluice.provider.aws.eks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.aws.DefaultVpc;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.eks.Cluster.Outputs;
import dev.sluice.provider.aws.eks.Cluster.Parameters;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

public class ClusterAdapterTest extends KindConformance<Parameters, Outputs> {
    private final ClusterAdapter adapter = new ClusterAdapter();
    private final List<String> subnets = DefaultVpc.subnets(REGION);

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    /** But for what moto forgets or takes apart: {@link ClusterWireTest} has it. */
    @Override
    protected Parameters complete() {
        return Wish.of(Parameters.class, """
                region: eu-west-1
                version: "1.34"
                roleArn: arn:aws:iam::123456789012:role/cluster
                subnetIds: [%s, %s]
                securityGroupIds: [%s]
                serviceIpv4Cidr: 10.100.0.0/16
                ipFamily: ipv4
                enabledLogTypes: [api, audit]
                encryptionKeyArn: arn:aws:kms:eu-west-1:123456789012:key/1
                tags: {team: payments}
                """.formatted(
                        subnets.get(0),
                        subnets.get(1),
                        DefaultVpc.securityGroups(REGION).getFirst()));
    }

    @Override
    protected Parameters minimal() {
        return Wish.of(Parameters.class, """
                region: eu-west-1
                roleArn: arn:aws:iam::123456789012:role/cluster
                subnetIds: [%s, %s]
                """.formatted(subnets.get(0), subnets.get(1)));
    }

    /** The version as well, which moto does not change. */
    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return Wish.changed(wanted, """
                version: "1.34"
                serviceIpv4Cidr: 10.100.0.0/16
                ipFamily: ipv4
                encryptionKeyArn: arn:aws:kms:eu-west-1:123456789012:key/1
                """);
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new TreeMap<String, Parameters>();
        Map.of(
                        "other subnets", "subnetIds: [%s, %s]".formatted(subnets.get(1), subnets.get(2)),
                        "no security groups", "securityGroupIds: null",
                        "other logs", "enabledLogTypes: [audit, scheduler]",
                        "logs and subnets",
                                "{enabledLogTypes: [api], subnetIds: [%s, %s]}"
                                        .formatted(subnets.get(0), subnets.get(2)),
                        "tags changed", "tags: {team: orders, stage: test}",
                        "tags removed", "tags: null")
                .forEach((what, patch) -> mutations.put(what, Wish.changed(complete(), patch)));
        return mutations;
    }

    @Test
    void outputs_say_how_to_connect() {
        createAs(complete());
        var outputs = read(complete()).outputs();
        assertThat(outputs.name()).isEqualTo(name);
        assertThat(outputs.arn()).isEqualTo("arn:aws:eks:eu-west-1:123456789012:cluster/" + name);
        assertThat(outputs.endpoint()).startsWith("https://");
        assertThat(outputs.certificateAuthority()).isNotEmpty();
        assertThat(outputs.oidcIssuer()).startsWith("https://");
    }

    @Test
    void moto_does_not_keep_the_subnets_when_the_endpoints_change() {
        createAs(complete());
        var wanted = Wish.changed(complete(), "endpointPrivateAccess: true");
        var observed = read(wanted);
        adapter.update(target(wanted), observed, RecordDiff.of(wanted, observed.parameters()));
        assertThat(read(wanted).parameters().subnetIds()).isEmpty();
    }
}
