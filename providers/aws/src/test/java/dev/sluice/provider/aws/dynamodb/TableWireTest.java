package dev.sluice.provider.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wire;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.dynamodb.Table.Outputs;
import dev.sluice.provider.aws.dynamodb.Table.Parameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What moto, which changes a table at once, cannot show: changes under way, and what DynamoDB is told. */
class TableWireTest {
    private static final Parameters WANTED = Wish.of(Parameters.class, """
            region: eu-west-1
            hashKey: {name: customer, type: S}
            billingMode: PAY_PER_REQUEST
            globalSecondaryIndexes:
              - {name: by-status, hashKey: {name: status, type: S}, projection: {type: ALL}}
            """);

    private final Wire wire = new Wire();
    private final TableAdapter adapter = new TableAdapter();

    @AfterEach
    void close() {
        wire.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, ACTIVE, AVAILABLE, ACTIVE",
        "ACTIVE, CREATING, UPDATING, index by-status: CREATING",
        "UPDATING, CREATING, UPDATING, index by-status: CREATING",
        "ACTIVE, UPDATING, UPDATING, index by-status: UPDATING",
        "UPDATING, DELETING, UPDATING, index by-status: DELETING",
        "UPDATING, ACTIVE, UPDATING, UPDATING",
    })
    void a_table_takes_no_orders_while_one_of_its_indexes_comes_or_goes(
            String table, String index, Observed.State state, String message) {
        var observed = observed(table, index);
        assertThat(observed.state()).isEqualTo(state);
        assertThat(observed.stateMessage()).isEqualTo(message);
    }

    @Test
    void an_index_that_is_being_deleted_is_none_any_more() {
        assertThat(observed("UPDATING", "CREATING").parameters().globalSecondaryIndexes())
                .hasSize(1);
        assertThat(observed("UPDATING", "DELETING").parameters().globalSecondaryIndexes())
                .isNull();
    }

    @Test
    void class_stream_and_its_arn_are_read() {
        var observed = observed("ACTIVE", "ACTIVE");
        assertThat(observed.parameters().tableClass()).isEqualTo("STANDARD_INFREQUENT_ACCESS");
        assertThat(observed.parameters().streamViewType()).isEqualTo("NEW_IMAGE");
        assertThat(observed.outputs().streamArn()).isEqualTo("arn:stream");
    }

    @Test
    void another_view_of_a_stream_is_told_by_turning_it_off_and_on() {
        var keys = Wish.changed(WANTED, "streamViewType: KEYS_ONLY");
        update(keys, Wish.changed(WANTED, "streamViewType: NEW_IMAGE"));
        update(keys, WANTED);
        assertThat(wire.requests()).hasSize(2);
        assertThat(wire.requests().getFirst()).contains("\"StreamSpecification\":{\"StreamEnabled\":false}");
        assertThat(wire.requests().getLast())
                .contains("\"StreamSpecification\":{\"StreamEnabled\":true,\"StreamViewType\":\"KEYS_ONLY\"}");
    }

    @Test
    void the_class_of_a_table_is_told_alone() {
        update(Wish.changed(WANTED, "tableClass: STANDARD"), Wish.changed(WANTED, "tableClass: OTHER"));
        assertThat(wire.requests())
                .singleElement()
                .isEqualTo("UpdateTable {\"TableName\":\"orders\",\"TableClass\":\"STANDARD\"}");
    }

    @Test
    void one_index_goes_before_another_comes_and_one_comes_with_each_call() {
        var two = Wish.changed(WANTED, """
                globalSecondaryIndexes:
                  - {name: by-total, hashKey: {name: total, type: "N"}, projection: {type: ALL}}
                  - {name: by-note, hashKey: {name: note, type: S}, projection: {type: INCLUDE, nonKeyAttributes: [x]}}""");
        update(two, WANTED);
        assertThat(wire.requests().getLast())
                .contains("\"GlobalSecondaryIndexUpdates\":[{\"Delete\":{\"IndexName\":\"by-status\"}}]");
        update(two, Wish.changed(WANTED, "globalSecondaryIndexes: null"));
        assertThat(wire.requests().getLast())
                .contains(
                        "{\"Create\":{\"IndexName\":\"by-total\"",
                        "{\"AttributeName\":\"total\",\"AttributeType\":\"N\"}")
                .doesNotContain("note");
    }

    @Test
    void a_new_index_is_told_with_the_attributes_of_those_that_are_there() {
        var two = Wish.changed(WANTED, """
                globalSecondaryIndexes:
                  - {name: by-total, hashKey: {name: total, type: "N"}, projection: {type: ALL}}
                  - {name: by-status, hashKey: {name: status, type: S}, projection: {type: ALL}}""");
        update(two, WANTED);
        assertThat(wire.requests().getLast())
                .contains(
                        "{\"AttributeName\":\"customer\",\"AttributeType\":\"S\"}",
                        "{\"AttributeName\":\"status\",\"AttributeType\":\"S\"}",
                        "{\"AttributeName\":\"total\",\"AttributeType\":\"N\"}");
    }

    @Test
    void an_index_is_never_replaced_by_another_of_its_name() {
        var changed = Wish.changed(
                WANTED,
                "globalSecondaryIndexes: [{name: by-status, hashKey: {name: state, type: S}, projection: {type: ALL}}]");
        assertThatThrownBy(() -> update(changed, WANTED)).isInstanceOfSatisfying(CloudException.class, e -> {
            assertThat(e.error()).isInstanceOf(CloudError.Invalid.class);
            assertThat(e).hasMessageContaining("index by-status").hasMessageContaining("another name");
        });
        assertThat(wire.requests()).isEmpty();
    }

    @Test
    void indexes_get_their_capacity_with_the_table_even_one_that_is_about_to_go() {
        var reserved = Wish.changed(WANTED, """
                billingMode: PROVISIONED
                provisionedThroughput: {readCapacityUnits: 3, writeCapacityUnits: 4, autoscaled: true}
                globalSecondaryIndexes:
                  - name: by-status
                    hashKey: {name: status, type: S}
                    projection: {type: ALL}
                    provisionedThroughput: {readCapacityUnits: 7, writeCapacityUnits: 8}""");
        var observed = Wish.changed(WANTED, """
                globalSecondaryIndexes:
                  - {name: by-status, hashKey: {name: status, type: S}, projection: {type: ALL}}
                  - {name: by-hand, hashKey: {name: note, type: S}, projection: {type: ALL}}""");
        update(reserved, observed);
        assertThat(wire.requests())
                .singleElement()
                .asString()
                .contains(
                        "\"ProvisionedThroughput\":{\"ReadCapacityUnits\":3,\"WriteCapacityUnits\":4}",
                        "{\"Update\":{\"IndexName\":\"by-status\",\"ProvisionedThroughput\":{\"ReadCapacityUnits\":7,\"WriteCapacityUnits\":8}}}",
                        "{\"Update\":{\"IndexName\":\"by-hand\",\"ProvisionedThroughput\":{\"ReadCapacityUnits\":3,\"WriteCapacityUnits\":4}}}");
    }

    @Test
    void a_key_is_told_when_encryption_changes() {
        var arn = "arn:aws:kms:eu-west-1:123456789012:key/k";
        update(Wish.changed(WANTED, "serverSideEncryption: {enabled: true, kmsKeyId: '%s'}".formatted(arn)), WANTED);
        assertThat(wire.requests()).singleElement().asString().contains("\"KMSMasterKeyId\":\"" + arn + "\"");
    }

    private static String described(String table, String index) {
        return """
            {"Table":{"TableName":"orders","TableArn":"arn:aws:dynamodb:eu-west-1:123456789012:table/orders",
            "TableStatus":"%s","BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST"},
            "KeySchema":[{"AttributeName":"customer","KeyType":"HASH"}],
            "AttributeDefinitions":[{"AttributeName":"customer","AttributeType":"S"},{"AttributeName":"status","AttributeType":"S"}],
            "GlobalSecondaryIndexes":[{"IndexName":"by-status","IndexStatus":"%s",
            "KeySchema":[{"AttributeName":"status","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"},
            "ProvisionedThroughput":{"ReadCapacityUnits":0,"WriteCapacityUnits":0}}],
            "TableClassSummary":{"TableClass":"STANDARD_INFREQUENT_ACCESS"},
            "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"},"LatestStreamArn":"arn:stream"}}""".formatted(table, index);
    }

    private Observed<Parameters, Outputs> observed(String table, String index) {
        wire.answering("DescribeTable", described(table, index))
                .answering("DescribeTimeToLive", "{\"TimeToLiveDescription\":{\"TimeToLiveStatus\":\"DISABLED\"}}")
                .answering(
                        "DescribeContinuousBackups",
                        "{\"ContinuousBackupsDescription\":{\"ContinuousBackupsStatus\":\"ENABLED\"}}")
                .answering("ListTagsOfResource", "{\"Tags\":[]}");
        return adapter.read(target(WANTED)).orElseThrow();
    }

    private void update(Parameters wanted, Parameters observed) {
        adapter.update(
                target(wanted),
                new Observed<>(
                        observed, new Outputs("arn", null, null), "owner", Observed.State.AVAILABLE, "ACTIVE", null),
                RecordDiff.of(wanted, observed));
    }

    private Target<Parameters, AwsSession> target(Parameters wanted) {
        return new Target<>(wire.session(), "eu-west-1", "orders", wanted, "owner");
    }
}
