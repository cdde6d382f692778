package dev.sluice.provider.aws.dynamodb;

import dev.sluice.provider.aws.dynamodb.Table.Parameters;
import dev.sluice.provider.aws.dynamodb.Table.ProvisionedThroughput;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.CreateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** A table's indexes in DynamoDB's shapes and back. */
final class Indexes {
    private Indexes() {}

    /** Null where there are none. One that is being deleted is none any more. */
    static @Nullable List<GlobalSecondaryIndex> global(TableDescription table, Parameters desired) {
        var indexes = table.globalSecondaryIndexes().stream()
                .filter(index -> index.indexStatus() != IndexStatus.DELETING)
                .map(index -> global(table, index, throughput(desired, index.indexName())))
                .toList();
        return indexes.isEmpty() ? null : indexes;
    }

    private static GlobalSecondaryIndex global(
            TableDescription table, GlobalSecondaryIndexDescription index, @Nullable ProvisionedThroughput desired) {
        var hash = TableParameters.key(table, index.keySchema(), KeyType.HASH);
        return new GlobalSecondaryIndex(
                index.indexName(),
                hash == null ? new Table.Key("", "") : hash,
                TableParameters.key(table, index.keySchema(), KeyType.RANGE),
                projection(index.projection()),
                TableParameters.isOnDemand(table)
                        ? null
                        : TableParameters.throughput(index.provisionedThroughput(), desired));
    }

    static @Nullable ProvisionedThroughput throughput(Parameters parameters, String index) {
        return list(parameters.globalSecondaryIndexes()).stream()
                .filter(one -> one.name().equals(index))
                .findFirst()
                .map(GlobalSecondaryIndex::provisionedThroughput)
                .orElse(null);
    }

    /** Null where there are none. */
    static @Nullable List<LocalSecondaryIndex> local(TableDescription table) {
        var indexes = table.localSecondaryIndexes().stream()
                .map(index -> {
                    var range = TableParameters.key(table, index.keySchema(), KeyType.RANGE);
                    return new LocalSecondaryIndex(
                            index.indexName(),
                            range == null ? new Table.Key("", "") : range,
                            projection(index.projection()));
                })
                .toList();
        return indexes.isEmpty() ? null : indexes;
    }

    /** An index that DynamoDB is at work on. */
    static Optional<GlobalSecondaryIndexDescription> unsettled(TableDescription table) {
        return table.globalSecondaryIndexes().stream()
                .filter(index -> index.indexStatus() != null && index.indexStatus() != IndexStatus.ACTIVE)
                .findFirst();
    }

    private static IndexProjection projection(Projection projection) {
        return new IndexProjection(
                projection.projectionTypeAsString(),
                projection.nonKeyAttributes().isEmpty() ? null : projection.nonKeyAttributes());
    }

    private static Projection projection(IndexProjection projection) {
        return Projection.builder()
                .projectionType(projection.type())
                .nonKeyAttributes(projection.nonKeyAttributes())
                .build();
    }

    static software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex global(GlobalSecondaryIndex index) {
        var builder = software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex.builder()
                .indexName(index.name())
                .keySchema(TableParameters.schema(index.hashKey(), index.rangeKey()))
                .projection(projection(index.projection()));
        if (index.provisionedThroughput() != null) {
            builder.provisionedThroughput(TableParameters.throughput(index.provisionedThroughput()));
        }
        return builder.build();
    }

    static software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex local(
            Table.Key hashKey, LocalSecondaryIndex index) {
        return software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex.builder()
                .indexName(index.name())
                .keySchema(TableParameters.schema(hashKey, index.rangeKey()))
                .projection(projection(index.projection()))
                .build();
    }

    static CreateGlobalSecondaryIndexAction create(GlobalSecondaryIndex index) {
        var builder = CreateGlobalSecondaryIndexAction.builder()
                .indexName(index.name())
                .keySchema(TableParameters.schema(index.hashKey(), index.rangeKey()))
                .projection(projection(index.projection()));
        if (index.provisionedThroughput() != null) {
            builder.provisionedThroughput(TableParameters.throughput(index.provisionedThroughput()));
        }
        return builder.build();
    }

    static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
