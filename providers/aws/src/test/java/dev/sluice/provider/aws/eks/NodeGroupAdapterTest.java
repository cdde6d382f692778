package dev.sluice.provider.aws.eks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.DefaultVpc;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wire;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.eks.NodeGroup.Outputs;
import dev.sluice.provider.aws.eks.NodeGroup.Parameters;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class NodeGroupAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final String CLUSTER = "conformance-nodes";

    private final NodeGroupAdapter adapter = new NodeGroupAdapter();
    private final List<String> subnets = DefaultVpc.subnets(REGION);

    @Override
    protected void prerequisites() {
        var cluster = Wish.of(Cluster.Parameters.class, """
                {region: eu-west-1, roleArn: "arn:aws:iam::123456789012:role/cluster", subnetIds: [%s, %s]}""".formatted(subnets.get(0), subnets.get(1)));
        new ClusterAdapter().create(new Target<>(session, REGION, CLUSTER, cluster, OWNER));
    }

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return Wish.of(Parameters.class, """
                region: eu-west-1
                clusterName: %s
                roleArn: arn:aws:iam::123456789012:role/nodes
                subnetIds: [%s, %s]
                minSize: 1
                maxSize: 4
                desiredSize: 2
                instanceTypes: [m7g.large, m6g.large]
                capacityType: SPOT
                amiType: AL2023_ARM_64_STANDARD
                diskSize: 50
                sshKeyName: eksKeypair
                labels: {pool: batch, size: large}
                taints:
                  - {key: batch, value: "yes", effect: NO_SCHEDULE}
                tags: {team: payments}
                """.formatted(CLUSTER, subnets.get(0), subnets.get(1)));
    }

    /** With the SSH key that moto gives to every group. */
    @Override
    protected Parameters minimal() {
        return Wish.of(Parameters.class, """
                region: eu-west-1
                clusterName: %s
                roleArn: arn:aws:iam::123456789012:role/nodes
                subnetIds: [%s, %s]
                minSize: 1
                maxSize: 4
                sshKeyName: eksKeypair
                """.formatted(CLUSTER, subnets.get(0), subnets.get(1)));
    }

    /** Tags as well, which moto changes for clusters only. */
    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return Wish.changed(wanted, """
                {instanceTypes: [m7g.large, m6g.large], capacityType: SPOT, amiType: AL2023_ARM_64_STANDARD,
                 diskSize: 50, tags: {team: payments}}""");
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new TreeMap<String, Parameters>();
        Map.of(
                        "more nodes", "{maxSize: 8, desiredSize: 6}",
                        "no nodes", "{minSize: 0, desiredSize: 0}",
                        "another label", "labels: {pool: web, size: null}",
                        "no labels and no taints", "{labels: null, taints: null}",
                        "a taint with another value", "taints: [{key: batch, value: 'no', effect: NO_SCHEDULE}]",
                        "a taint with another effect", "taints: [{key: batch, value: 'yes', effect: NO_EXECUTE}]",
                        "replaced two at a time", "maxUnavailable: 2")
                .forEach((what, patch) -> mutations.put(what, Wish.changed(complete(), patch)));
        return mutations;
    }

    /** {@link #a_tag_is_written_by_the_groups_arn} has it: moto does it for clusters only. */
    @Override
    protected boolean canTagLater() {
        return false;
    }

    @Test
    void moto_does_not_tag_a_group_of_nodes() {
        createAs(complete());
        var wanted = Wish.changed(complete(), "tags: {team: orders}");
        var observed = read(wanted);
        assertThatThrownBy(() -> adapter.update(target(wanted), observed, RecordDiff.of(wanted, observed.parameters())))
                .isInstanceOf(CloudException.class);
    }

    @Test
    void the_number_of_nodes_is_left_to_an_autoscaler_as_long_as_it_fits() {
        createAs(complete());
        var free = Wish.changed(complete(), "desiredSize: null");
        converge(free);
        assertThat(read(free).parameters().desiredSize()).isEqualTo(2);
        var more = Wish.changed(free, "{minSize: 3, maxSize: 5}");
        converge(more);
        assertThat(read(more).parameters().desiredSize()).isEqualTo(3);
    }

    @Test
    void a_group_of_a_cluster_that_is_gone_is_gone() {
        var elsewhere = Wish.changed(complete(), "clusterName: not-there");
        assertThat(adapter.read(target(elsewhere))).isEmpty();
        adapter.delete(target(elsewhere));
    }

    @Test
    void a_tag_is_written_by_the_groups_arn() {
        try (var wire = new Wire()) {
            wire.answers(200, "{}");
            adapter.update(
                    onWire(wire, complete()),
                    Observed.available(complete(), new Outputs("arn:nodes", null), null),
                    List.of());
            assertThat(wire.requests()).singleElement().asString().contains("/tags/arn%3Anodes", OWNER);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version: '1.34' | \"version\":\"1.34\"",
                "releaseVersion: 1.34.1-20251120 | \"releaseVersion\":\"1.34.1-20251120\"",
                "launchTemplate: {version: '2'} | \"launchTemplate\":{\"version\":\"2\",\"id\":\"lt-11111111\"}",
            })
    void another_version_is_a_call_of_its_own(String patch, String told) {
        try (var wire = new Wire()) {
            wire.answers(200, "{}");
            var before = Wish.changed(
                    complete(), "{diskSize: null, sshKeyName: null, launchTemplate: {id: lt-11111111, version: '1'}}");
            var wanted = Wish.changed(before, patch);
            adapter.update(
                    onWire(wire, wanted),
                    Observed.available(before, new Outputs("arn", null), OWNER),
                    RecordDiff.of(wanted, before));
            assertThat(wire.requests()).singleElement().asString().contains("/node-groups/nodes/update-version", told);
        }
    }

    @Test
    void a_cluster_that_is_not_ready_yet_is_waited_for() {
        try (var wire = new Wire()) {
            wire.answers(400, """
                    {"__type": "InvalidRequestException", "message": "Cluster 'shop' is not in ACTIVE status"}""");
            assertThatThrownBy(() -> adapter.create(onWire(wire, complete())))
                    .isInstanceOfSatisfying(
                            CloudException.class, e -> assertThat(e.error()).isInstanceOf(CloudError.Conflict.class));
        }
    }

    @Test
    void what_ails_a_degraded_group_is_told() {
        try (var wire = new Wire()) {
            wire.answers(200, """
                    {"nodegroup": {"nodegroupName": "nodes", "nodegroupArn": "arn", "status": "DEGRADED",
                      "health": {"issues": [{"code": "AsgInstanceLaunchFailures", "message": "no capacity"}]}}}""");
            var observed = adapter.read(onWire(wire, complete())).orElseThrow();
            assertThat(observed.state()).isEqualTo(Observed.State.AVAILABLE);
            assertThat(observed.stateMessage()).isEqualTo("DEGRADED: no capacity");
        }
    }

    private static Target<Parameters, AwsSession> onWire(Wire wire, Parameters wanted) {
        return new Target<>(wire.session(), REGION, "nodes", wanted, OWNER);
    }
}
