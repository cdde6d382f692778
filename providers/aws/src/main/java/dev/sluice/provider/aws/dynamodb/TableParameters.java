package dev.sluice.provider.aws.dynamodb;

import dev.sluice.provider.aws.client.KmsKeys;
import dev.sluice.provider.aws.dynamodb.Table.Key;
import dev.sluice.provider.aws.dynamodb.Table.Parameters;
import dev.sluice.provider.aws.dynamodb.Table.PointInTimeRecovery;
import dev.sluice.provider.aws.dynamodb.Table.ProvisionedThroughput;
import dev.sluice.provider.aws.dynamodb.Table.ServerSideEncryption;
import dev.sluice.provider.aws.dynamodb.Table.TimeToLive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;
import software.amazon.awssdk.services.dynamodb.model.TableClass;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;

/**
 * A table's parameters in DynamoDB's shapes and back.
 *
 * <p>DynamoDB reports nothing of a feature that is off. An object may leave such a feature out or say that it is off,
 * which is the same wish; what is reported for it follows the object, so that neither way shows as a difference.
 */
final class TableParameters {
    private TableParameters() {}

    static Parameters of(
            String region,
            Parameters desired,
            TableDescription table,
            @Nullable TimeToLiveDescription timeToLive,
            @Nullable ContinuousBackupsDescription backups,
            @Nullable Map<String, String> tags) {
        var throughput = throughput(table, desired.provisionedThroughput());
        return new Parameters(
                region,
                key(table, KeyType.HASH, desired.hashKey()),
                table.keySchema().size() > 1 ? key(table, KeyType.RANGE, desired.hashKey()) : null,
                throughput == null ? BillingMode.PAY_PER_REQUEST.toString() : BillingMode.PROVISIONED.toString(),
                throughput,
                Indexes.global(table, desired),
                Indexes.local(table),
                streamViewType(table),
                table.tableClassSummary() == null
                        ? TableClass.STANDARD.toString()
                        : table.tableClassSummary().tableClassAsString(),
                timeToLive(desired.timeToLive(), timeToLive),
                recovery(desired.pointInTimeRecovery(), backups),
                encryption(desired.serverSideEncryption(), table),
                Boolean.TRUE.equals(table.deletionProtectionEnabled()),
                tags);
    }

    private static Key key(TableDescription table, KeyType type, Key fallback) {
        var key = key(table, table.keySchema(), type);
        return key == null ? fallback : key;
    }

    /** Of the table or of one of its indexes. */
    static @Nullable Key key(TableDescription table, List<KeySchemaElement> keys, KeyType type) {
        return keys.stream()
                .filter(element -> element.keyType() == type)
                .findFirst()
                .map(element -> new Key(element.attributeName(), attributeType(table, element.attributeName())))
                .orElse(null);
    }

    private static String attributeType(TableDescription table, String name) {
        return table.attributeDefinitions().stream()
                .filter(attribute -> attribute.attributeName().equals(name))
                .findFirst()
                .map(AttributeDefinition::attributeTypeAsString)
                .orElse("");
    }

    /** Null for a table that is paid for per request: DynamoDB then reports a capacity of nothing. */
    private static @Nullable ProvisionedThroughput throughput(
            TableDescription table, @Nullable ProvisionedThroughput desired) {
        return isOnDemand(table) ? null : throughput(table.provisionedThroughput(), desired);
    }

    static boolean isOnDemand(TableDescription table) {
        var summary = table.billingModeSummary();
        return summary != null && summary.billingMode() == BillingMode.PAY_PER_REQUEST;
    }

    /** What Application Auto Scaling has made of the capacity is as wished for. */
    static @Nullable ProvisionedThroughput throughput(
            @Nullable ProvisionedThroughputDescription throughput, @Nullable ProvisionedThroughput desired) {
        if (throughput == null) {
            return null;
        }
        var autoscaled = desired == null ? null : desired.autoscaled();
        return Boolean.TRUE.equals(autoscaled)
                ? desired
                : new ProvisionedThroughput(
                        throughput.readCapacityUnits(), throughput.writeCapacityUnits(), autoscaled);
    }

    private static @Nullable String streamViewType(TableDescription table) {
        var stream = table.streamSpecification();
        return stream == null || !Boolean.TRUE.equals(stream.streamEnabled()) ? null : stream.streamViewTypeAsString();
    }

    /** Null where the table has no stream; DynamoDB goes on naming the last one. */
    static @Nullable String streamArn(TableDescription table) {
        return streamViewType(table) == null ? null : table.latestStreamArn();
    }

    private static @Nullable TimeToLive timeToLive(
            @Nullable TimeToLive desired, @Nullable TimeToLiveDescription description) {
        var status = description == null ? "DISABLED" : description.timeToLiveStatusAsString();
        if (description != null && ("ENABLED".equals(status) || "ENABLING".equals(status))) {
            return new TimeToLive(description.attributeName(), true);
        }
        return desired == null ? null : new TimeToLive(desired.attributeName(), false);
    }

    private static @Nullable PointInTimeRecovery recovery(
            @Nullable PointInTimeRecovery desired, @Nullable ContinuousBackupsDescription backups) {
        var recovery = backups == null ? null : backups.pointInTimeRecoveryDescription();
        if (recovery != null && "ENABLED".equals(recovery.pointInTimeRecoveryStatusAsString())) {
            return new PointInTimeRecovery(true);
        }
        return desired == null ? null : new PointInTimeRecovery(false);
    }

    private static @Nullable ServerSideEncryption encryption(
            @Nullable ServerSideEncryption desired, TableDescription table) {
        var description = table.sseDescription();
        var status = description == null ? "DISABLED" : String.valueOf(description.statusAsString());
        if (description == null || status.equals("DISABLED") || status.equals("DISABLING")) {
            return desired == null ? null : new ServerSideEncryption(false, null, null);
        }
        var wished = desired == null ? null : desired.kmsKeyId();
        return new ServerSideEncryption(true, KmsKeys.asWished(wished, description.kmsMasterKeyArn()), null);
    }

    /** Capacity that is given is meant to be reserved; without any, paying per request needs nothing else. */
    static BillingMode billingMode(Parameters desired) {
        if (desired.billingMode() != null) {
            return BillingMode.fromValue(desired.billingMode());
        }
        return desired.provisionedThroughput() == null ? BillingMode.PAY_PER_REQUEST : BillingMode.PROVISIONED;
    }

    static software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput throughput(
            ProvisionedThroughput desired) {
        return software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput.builder()
                .readCapacityUnits(desired.readCapacityUnits())
                .writeCapacityUnits(desired.writeCapacityUnits())
                .build();
    }

    static SSESpecification encryption(ServerSideEncryption desired) {
        var specification = SSESpecification.builder().enabled(desired.enabled());
        if (desired.enabled()) {
            specification.sseType("KMS").kmsMasterKeyId(desired.kmsKeyId());
        }
        return specification.build();
    }

    static List<KeySchemaElement> schema(Key hash, @Nullable Key range) {
        var schema = new ArrayList<KeySchemaElement>();
        schema.add(KeySchemaElement.builder()
                .attributeName(hash.name())
                .keyType(KeyType.HASH)
                .build());
        if (range != null) {
            schema.add(KeySchemaElement.builder()
                    .attributeName(range.name())
                    .keyType(KeyType.RANGE)
                    .build());
        }
        return schema;
    }
}
