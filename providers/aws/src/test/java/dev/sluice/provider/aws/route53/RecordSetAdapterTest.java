package dev.sluice.provider.aws.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.route53.RecordSet.Outputs;
import dev.sluice.provider.aws.route53.RecordSet.Parameters;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

public class RecordSetAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final HostedZone.Parameters ZONE = new HostedZone.Parameters("example.org", null, null, null, null);

    private final RecordSetAdapter adapter = new RecordSetAdapter();
    private final String host = "c" + UUID.randomUUID().toString().substring(0, 8) + ".example.org";
    private String zone = "";

    @Override
    protected void prerequisites() {
        zone = new HostedZoneAdapter().create(new Target<>(session, AwsSession.GLOBAL, "", ZONE, OWNER));
    }

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return record("""
                setIdentifier: blue
                ttl: 300
                records: [192.0.2.1, 192.0.2.2]
                weight: 10
                healthCheckId: 11111111-2222-3333-4444-555555555555
                """);
    }

    /** The same record set: what it is known by cannot be left out. */
    @Override
    protected Parameters minimal() {
        return Wish.changed(complete(), "{weight: 0, healthCheckId: null}");
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new TreeMap<String, Parameters>();
        Map.of(
                        "ttl", "ttl: 60",
                        "one answer", "records: [192.0.2.2]",
                        "weight", "weight: 0",
                        "health check removed", "healthCheckId: null")
                .forEach((what, patch) -> mutations.put(what, Wish.changed(complete(), patch)));
        return mutations;
    }

    @Test
    void two_sets_of_one_name_are_told_apart_by_their_identifier() {
        createAs(complete());
        var green = Wish.changed(complete(), "{setIdentifier: green, weight: 20}");
        assertThat(adapter.read(target(green))).isEmpty();
        adapter.create(target(green));
        assertThat(read(green).parameters().weight()).isEqualTo(20);
        assertThat(read(complete()).parameters().weight()).isEqualTo(10);
        adapter.delete(target(green));
    }

    @Test
    void an_answer_in_another_order_is_the_same_answer() {
        createAs(complete());
        var reversed = Wish.changed(complete(), "records: [192.0.2.2, 192.0.2.1]");
        calls.clear();
        converge(reversed);
        assertThat(calls.list()).containsExactly("ListResourceRecordSets OK");
    }

    @Test
    void a_record_of_a_zone_that_is_gone_is_gone() {
        var elsewhere = Wish.changed(complete(), "hostedZoneId: Z0GONE");
        assertThat(adapter.read(target(elsewhere))).isEmpty();
        adapter.delete(target(elsewhere));
    }

    @Test
    void a_record_that_exists_already_is_a_conflict_and_not_written_over() {
        createAs(complete());
        assertThatThrownBy(() -> adapter.create(target(complete()))).isInstanceOfSatisfying(CloudException.class, e -> {
            assertThat(e.error()).isInstanceOf(CloudError.Conflict.class);
            assertThat(e).hasMessageContaining("already exists").hasMessageContaining("not taken over");
        });
    }

    /** Route 53 refuses it; {@link RecordSetWireTest} has the error. */
    @Test
    void moto_does_not_refuse_a_second_record_with_other_answers() {
        createAs(complete());
        assertThatCode(() -> adapter.create(target(Wish.changed(complete(), "ttl: 60"))))
                .doesNotThrowAnyException();
    }

    @Test
    void an_alias_is_known_by_its_name_with_or_without_a_dot() {
        name = newName();
        var alias = """
                {hostedZoneId: %s, name: %s, type: A,
                 aliasTarget: {hostedZoneId: Z2FDTNDATAQYW2, dnsName: D1.cloudfront.net, evaluateTargetHealth: false}}""".formatted(zone, "alias." + host);
        var wanted = Wish.of(Parameters.class, alias);
        adapter.create(target(wanted));
        converge(wanted);
        converge(Wish.changed(wanted, "aliasTarget: {dnsName: d1.cloudfront.net.}"));
        adapter.delete(target(wanted));
    }

    private Parameters record(String yaml) {
        return Wish.changed(
                Wish.of(Parameters.class, "{hostedZoneId: %s, name: %s, type: A}".formatted(zone, host)), yaml);
    }
}
