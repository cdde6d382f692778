package dev.sluice.provider.aws.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.route53.HostedZone.Outputs;
import dev.sluice.provider.aws.route53.HostedZone.Parameters;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

public class HostedZoneAdapterTest extends KindConformance<Parameters, Outputs> {
    private final HostedZoneAdapter adapter = new HostedZoneAdapter();
    private final String domain = "c" + UUID.randomUUID().toString().substring(0, 8) + ".example.com";

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return Wish.of(Parameters.class, """
                name: %s
                comment: for tests
                vpcs:
                  - {vpcId: vpc-11111111, vpcRegion: eu-west-1}
                  - {vpcId: vpc-22222222, vpcRegion: us-east-1}
                tags: {team: payments}
                """.formatted(domain));
    }

    /** A private zone as well, because one cannot become the other. */
    @Override
    protected Parameters minimal() {
        return Wish.changed(complete(), """
                {comment: null, tags: null, vpcs: [{vpcId: vpc-22222222, vpcRegion: us-east-1}]}""");
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new TreeMap<String, Parameters>();
        Map.of(
                        "comment changed", "comment: for tests only",
                        "comment removed", "comment: null",
                        "seen by another VPC", "vpcs: [{vpcId: vpc-33333333, vpcRegion: eu-west-1}]",
                        "tags changed", "tags: {team: orders, stage: test}",
                        "tags removed", "tags: null")
                .forEach((what, patch) -> mutations.put(what, Wish.changed(complete(), patch)));
        return mutations;
    }

    @Test
    void a_public_zone_says_its_name_servers() {
        var wanted = Wish.of(Parameters.class, "name: " + domain);
        createAs(wanted);
        var outputs = read(wanted).outputs();
        assertThat(outputs.id()).isEqualTo(name);
        assertThat(outputs.arn()).isEqualTo("arn:aws:route53:::hostedzone/" + name);
        assertThat(outputs.nameServers()).contains(", ");
    }

    @Test
    void a_zone_whose_id_was_never_heard_of_is_found_by_its_owner_and_by_nobody_else() {
        createAs(minimal());
        assertThat(adapter.find(target(minimal()).named(""), Tags.ofOwner(OWNER)))
                .containsExactly(name);
        var other = new Target<>(session, AwsSession.GLOBAL, "", minimal(), "another-uid");
        assertThat(adapter.find(other, Tags.ofOwner("another-uid"))).isEmpty();
    }

    @Test
    void a_zone_that_was_there_before_is_found_by_its_name_and_all_of_its_tags() {
        createAs(complete());
        var tags = complete().tags();
        var other = new Target<>(session, AwsSession.GLOBAL, "", complete(), "another-uid");
        assertThat(adapter.find(other, tags)).containsExactly(name);
        assertThat(adapter.find(other, Map.of("team", "nobody"))).isEmpty();
    }

    @Test
    void a_zone_of_somebody_else_is_nobodys_until_it_is_tagged() {
        createAs(minimal());
        var other = new Target<>(session, AwsSession.GLOBAL, name, minimal(), "another-uid");
        var observed = adapter.read(other).orElseThrow();
        assertThat(observed.ownerUid()).isNull();
        adapter.update(other, observed, java.util.List.of());
        assertThat(read(minimal()).ownerUid())
                .as("taken over: the tag comes before the reference")
                .isEqualTo("another-uid");
    }

    @Test
    void a_zone_that_holds_records_is_not_deleted_and_the_message_says_what_to_do() {
        createAs(minimal());
        var record = Wish.of(RecordSet.Parameters.class, """
                {hostedZoneId: %s, name: kept.%s, type: A, ttl: 60, records: [192.0.2.1]}""".formatted(name, domain));
        var records = new RecordSetAdapter();
        var kept = new Target<>(session, AwsSession.GLOBAL, "kept", record, OWNER);
        records.create(kept);
        assertThatThrownBy(() -> adapter.delete(target(minimal()))).isInstanceOfSatisfying(CloudException.class, e -> {
            assertThat(e.error()).isInstanceOf(CloudError.Conflict.class);
            assertThat(e).hasMessageContaining("never empties");
        });
        records.delete(kept);
    }
}
