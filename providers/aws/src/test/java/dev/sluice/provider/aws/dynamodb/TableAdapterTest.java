package dev.sluice.provider.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.dynamodb.Table.Outputs;
import dev.sluice.provider.aws.dynamodb.Table.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class TableAdapterTest extends KindConformance<Parameters, Outputs> {
    /** But for what moto takes when a table is created and never after: serverSideEncryption, tableClass, a stream. */
    private static final Parameters COMPLETE = Wish.of(Parameters.class, """
            region: eu-west-1
            hashKey: {name: customer, type: S}
            rangeKey: {name: at, type: "N"}
            billingMode: PROVISIONED
            provisionedThroughput: {readCapacityUnits: 5, writeCapacityUnits: 6}
            globalSecondaryIndexes:
              - name: by-status
                hashKey: {name: status, type: S}
                rangeKey: {name: at, type: "N"}
                projection: {type: INCLUDE, nonKeyAttributes: [note, channel]}
                provisionedThroughput: {readCapacityUnits: 1, writeCapacityUnits: 2}
            localSecondaryIndexes:
              - {name: by-total, rangeKey: {name: total, type: "N"}, projection: {type: ALL}}
            timeToLive: {attributeName: expires, enabled: true}
            pointInTimeRecovery: {enabled: true}
            deletionProtectionEnabled: false
            tags: {team: payments}
            """);

    private static final String BY_STATUS_AND_BY_CHANNEL = """
            globalSecondaryIndexes:
              - name: by-channel
                hashKey: {name: channel, type: S}
                projection: {type: KEYS_ONLY}
                provisionedThroughput: {readCapacityUnits: 1, writeCapacityUnits: 1}
              - name: by-status
                hashKey: {name: status, type: S}
                rangeKey: {name: at, type: "N"}
                projection: {type: INCLUDE, nonKeyAttributes: [channel, note]}
                provisionedThroughput: {readCapacityUnits: 1, writeCapacityUnits: 2}""";

    private final TableAdapter adapter = new TableAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return COMPLETE;
    }

    @Override
    protected Parameters minimal() {
        return Wish.of(Parameters.class, "{region: eu-west-1, hashKey: {name: customer, type: S}}");
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return Wish.changed(wanted, """
                rangeKey: {name: at, type: "N"}
                localSecondaryIndexes:
                  - {name: by-total, rangeKey: {name: total, type: "N"}, projection: {type: ALL}}""");
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var onDemand = """
                billingMode: PAY_PER_REQUEST
                provisionedThroughput: null
                globalSecondaryIndexes:
                  - name: by-status
                    hashKey: {name: status, type: S}
                    rangeKey: {name: at, type: "N"}
                    projection: {type: INCLUDE, nonKeyAttributes: [note, channel]}
                """;
        var mutations = new LinkedHashMap<String, String>();
        mutations.put("paid per request", onDemand);
        mutations.put("throughput", "provisionedThroughput: {readCapacityUnits: 10}");
        mutations.put("throughput of an index", """
                globalSecondaryIndexes:
                  - name: by-status
                    hashKey: {name: status, type: S}
                    rangeKey: {name: at, type: "N"}
                    projection: {type: INCLUDE, nonKeyAttributes: [note, channel]}
                    provisionedThroughput: {readCapacityUnits: 7, writeCapacityUnits: 2}""");
        mutations.put("another index", BY_STATUS_AND_BY_CHANNEL);
        mutations.put("two other indexes", """
                globalSecondaryIndexes:
                  - name: by-channel
                    hashKey: {name: channel, type: S}
                    projection: {type: ALL}
                    provisionedThroughput: {readCapacityUnits: 1, writeCapacityUnits: 1}
                  - name: by-total
                    hashKey: {name: customer, type: S}
                    rangeKey: {name: total, type: "N"}
                    projection: {type: ALL}
                    provisionedThroughput: {readCapacityUnits: 1, writeCapacityUnits: 1}""");
        mutations.put("no index", "globalSecondaryIndexes: null");
        mutations.put("a stream", "streamViewType: NEW_IMAGE");
        mutations.put("expiry off", "timeToLive: {enabled: false}");
        mutations.put("expiry removed", "timeToLive: null");
        mutations.put("expiry by another attribute", "timeToLive: {attributeName: until}");
        mutations.put("recovery off", "pointInTimeRecovery: {enabled: false}");
        mutations.put(
                "encryption off, paid per request and tags at once",
                onDemand + "serverSideEncryption: {enabled: false}\ntags: {team: null, stage: test}");
        mutations.put("tags removed", "tags: null");
        var parameters = new LinkedHashMap<String, Parameters>();
        mutations.forEach((name, patch) -> parameters.put(name, Wish.changed(COMPLETE, patch)));
        return parameters;
    }

    @Test
    void indexes_in_another_order_are_no_difference() {
        var wanted = Wish.changed(COMPLETE, BY_STATUS_AND_BY_CHANNEL);
        createAs(wanted);
        var reversed = Wish.reversed(wanted);
        assertThat(RecordDiff.of(reversed, read(reversed).parameters())).isEmpty();
    }

    @Test
    void an_index_that_nobody_wished_for_is_a_difference_and_goes() {
        createAs(Wish.changed(COMPLETE, BY_STATUS_AND_BY_CHANNEL));
        assertThat(RecordDiff.of(COMPLETE, read(COMPLETE).parameters()))
                .extracting(FieldChange::path)
                .containsExactly("globalSecondaryIndexes");
        converge(COMPLETE);
    }

    @Test
    void a_local_index_cannot_come_or_go_or_change() {
        createAs(COMPLETE);
        for (var patch : new String[] {
            "localSecondaryIndexes: null",
            "localSecondaryIndexes: [{name: by-total, rangeKey: {name: sum, type: 'N'}, projection: {type: ALL}}]"
        }) {
            var wanted = Wish.changed(COMPLETE, patch);
            assertThat(RecordDiff.of(wanted, read(wanted).parameters()))
                    .singleElement()
                    .matches(FieldChange::needsReplacement);
        }
    }

    @Test
    void capacity_that_auto_scaling_has_changed_is_no_difference_only_where_it_is_said_to_be_its_own() {
        var scaled = Wish.changed(COMPLETE, """
                provisionedThroughput: {autoscaled: true}
                globalSecondaryIndexes:
                  - name: by-status
                    hashKey: {name: status, type: S}
                    rangeKey: {name: at, type: "N"}
                    projection: {type: INCLUDE, nonKeyAttributes: [note, channel]}
                    provisionedThroughput: {readCapacityUnits: 1, writeCapacityUnits: 2, autoscaled: true}""");
        createAs(scaled);
        converge(Wish.changed(COMPLETE, """
                provisionedThroughput: {readCapacityUnits: 500}
                globalSecondaryIndexes:
                  - name: by-status
                    hashKey: {name: status, type: S}
                    rangeKey: {name: at, type: "N"}
                    projection: {type: INCLUDE, nonKeyAttributes: [note, channel]}
                    provisionedThroughput: {readCapacityUnits: 90, writeCapacityUnits: 2}"""));
        assertThat(RecordDiff.of(scaled, read(scaled).parameters())).isEmpty();
        assertThat(RecordDiff.of(COMPLETE, read(COMPLETE).parameters()))
                .extracting(FieldChange::path)
                .containsExactly("globalSecondaryIndexes", "provisionedThroughput.readCapacityUnits");
    }

    @Test
    void a_table_with_a_stream_has_its_arn_to_offer() {
        createAs(Wish.changed(COMPLETE, "streamViewType: NEW_AND_OLD_IMAGES"));
        assertThat(read(COMPLETE).outputs().streamArn()).contains(":table/" + name + "/stream/");
        converge(COMPLETE);
        assertThat(read(COMPLETE).outputs().streamArn()).isNull();
    }

    @Test
    void a_protected_table_is_not_deleted_and_the_message_says_what_to_do() {
        var open = minimal();
        var closed = Wish.changed(minimal(), "deletionProtectionEnabled: true");
        createAs(closed);
        assertThatThrownBy(() -> adapter.delete(target(closed))).isInstanceOfSatisfying(CloudException.class, e -> {
            assertThat(e.error()).isInstanceOf(CloudError.Conflict.class);
            assertThat(e).hasMessageContaining("deletionProtectionEnabled");
        });
        converge(Wish.changed(minimal(), "deletionProtectionEnabled: false"));
        adapter.delete(target(open));
    }

    @Test
    void a_table_is_created_with_a_key_of_the_account() {
        createAs(Wish.changed(minimal(), "serverSideEncryption: {enabled: true}"));
    }

    @Test
    void at_most_one_change_of_the_table_itself_is_asked_for_at_a_time() {
        createAs(complete());
        var all = Wish.changed(COMPLETE, """
                billingMode: PAY_PER_REQUEST
                provisionedThroughput: null
                globalSecondaryIndexes: null
                streamViewType: KEYS_ONLY
                tableClass: STANDARD_INFREQUENT_ACCESS
                serverSideEncryption: {enabled: true}
                deletionProtectionEnabled: true""");
        var observed = read(all);
        calls.clear();
        adapter.update(target(all), observed, RecordDiff.of(all, observed.parameters()));
        assertThat(calls.list())
                .filteredOn(call -> call.startsWith("UpdateTable"))
                .hasSize(1);
    }

    /** What is asked for all the same is in {@link TableWireTest}. */
    @Test
    void moto_does_not_change_the_class_of_a_table() {
        createAs(complete());
        var wanted = Wish.changed(COMPLETE, "tableClass: STANDARD_INFREQUENT_ACCESS");
        adapter.update(
                target(wanted), read(wanted), RecordDiff.of(wanted, read(wanted).parameters()));
        assertThat(RecordDiff.of(wanted, read(wanted).parameters())).isNotEmpty();
    }

    @Test
    void moto_does_not_let_a_table_have_a_second_stream() {
        var streaming = Wish.changed(COMPLETE, "streamViewType: NEW_IMAGE");
        createAs(streaming);
        converge(COMPLETE);
        assertThatThrownBy(() -> converge(streaming)).isInstanceOf(CloudException.class);
    }
}
