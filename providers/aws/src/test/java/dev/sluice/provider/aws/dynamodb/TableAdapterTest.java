package dev.sluice.provider.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.dynamodb.Table.Key;
import dev.sluice.provider.aws.dynamodb.Table.Outputs;
import dev.sluice.provider.aws.dynamodb.Table.Parameters;
import dev.sluice.provider.aws.dynamodb.Table.PointInTimeRecovery;
import dev.sluice.provider.aws.dynamodb.Table.ProvisionedThroughput;
import dev.sluice.provider.aws.dynamodb.Table.ServerSideEncryption;
import dev.sluice.provider.aws.dynamodb.Table.TimeToLive;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TableAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final Key HASH = new Key("customer", "S");
    private static final Key RANGE = new Key("at", "N");

    private final TableAdapter adapter = new TableAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    /** The mutable parameters, to be changed one by one. */
    private record Mutable(
            String billing,
            ProvisionedThroughput throughput,
            TimeToLive expiry,
            PointInTimeRecovery recovery,
            ServerSideEncryption encryption,
            Boolean isProtected,
            Map<String, String> tags) {

        Parameters with(Key range) {
            return new Parameters(
                    REGION, HASH, range, billing, throughput, expiry, recovery, encryption, isProtected, tags);
        }
    }

    /** But for serverSideEncryption, which moto takes when a table is created and never after. */
    private static Mutable everything() {
        return new Mutable(
                "PROVISIONED",
                new ProvisionedThroughput(5L, 6L),
                new TimeToLive("expires", true),
                new PointInTimeRecovery(true),
                null,
                false,
                Map.of("team", "payments"));
    }

    @Override
    protected Parameters complete() {
        return everything().with(RANGE);
    }

    @Override
    protected Parameters minimal() {
        return new Mutable(null, null, null, null, null, null, null).with(null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return new Parameters(
                wanted.region(),
                wanted.hashKey(),
                RANGE,
                wanted.billingMode(),
                wanted.provisionedThroughput(),
                wanted.timeToLive(),
                wanted.pointInTimeRecovery(),
                wanted.serverSideEncryption(),
                wanted.deletionProtectionEnabled(),
                wanted.tags());
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, UnaryOperator<Mutable>>();
        mutations.put(
                "paid per request",
                m -> new Mutable(
                        "PAY_PER_REQUEST", null, m.expiry(), m.recovery(), m.encryption(), m.isProtected(), m.tags()));
        mutations.put(
                "throughput",
                m -> new Mutable(
                        m.billing(),
                        new ProvisionedThroughput(10L, 6L),
                        m.expiry(),
                        m.recovery(),
                        m.encryption(),
                        m.isProtected(),
                        m.tags()));
        mutations.put(
                "expiry off",
                m -> new Mutable(
                        m.billing(),
                        m.throughput(),
                        new TimeToLive("expires", false),
                        m.recovery(),
                        m.encryption(),
                        m.isProtected(),
                        m.tags()));
        mutations.put(
                "expiry removed",
                m -> new Mutable(
                        m.billing(), m.throughput(), null, m.recovery(), m.encryption(), m.isProtected(), m.tags()));
        mutations.put(
                "expiry by another attribute",
                m -> new Mutable(
                        m.billing(),
                        m.throughput(),
                        new TimeToLive("until", true),
                        m.recovery(),
                        m.encryption(),
                        m.isProtected(),
                        m.tags()));
        mutations.put(
                "recovery off",
                m -> new Mutable(
                        m.billing(),
                        m.throughput(),
                        m.expiry(),
                        new PointInTimeRecovery(false),
                        m.encryption(),
                        m.isProtected(),
                        m.tags()));
        mutations.put(
                "encryption off, paid per request and tags at once",
                m -> new Mutable(
                        "PAY_PER_REQUEST",
                        null,
                        m.expiry(),
                        m.recovery(),
                        new ServerSideEncryption(false, null),
                        m.isProtected(),
                        Map.of("stage", "test")));
        mutations.put(
                "tags removed",
                m -> new Mutable(
                        m.billing(), m.throughput(), m.expiry(), m.recovery(), m.encryption(), m.isProtected(), null));
        var parameters = new LinkedHashMap<String, Parameters>();
        mutations.forEach((name, mutation) ->
                parameters.put(name, mutation.apply(everything()).with(RANGE)));
        return parameters;
    }

    @Test
    void a_protected_table_is_not_deleted_and_the_message_says_what_to_do() {
        var open = minimal();
        var closed = new Mutable(null, null, null, null, null, true, null).with(null);
        createAs(closed);
        assertThatThrownBy(() -> adapter.delete(target(closed))).isInstanceOfSatisfying(CloudException.class, e -> {
            assertThat(e.error()).isInstanceOf(CloudError.Conflict.class);
            assertThat(e).hasMessageContaining("deletionProtectionEnabled");
        });
        converge(new Mutable(null, null, null, null, null, false, null).with(null));
        adapter.delete(target(open));
    }

    @Test
    void a_table_is_created_with_a_key_of_the_account() {
        createAs(new Mutable(null, null, null, null, new ServerSideEncryption(true, null), null, null).with(null));
    }

    @Test
    void at_most_one_change_of_the_table_itself_is_asked_for_at_a_time() {
        createAs(complete());
        var all = new Mutable("PAY_PER_REQUEST", null, null, null, new ServerSideEncryption(true, null), true, null)
                .with(RANGE);
        var observed = read(all);
        calls.clear();
        adapter.update(target(all), observed, RecordDiff.of(all, observed.parameters()));
        assertThat(calls.list())
                .filteredOn(call -> call.startsWith("UpdateTable"))
                .hasSize(1);
    }
}
