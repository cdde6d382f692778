package dev.sluice.provider.aws.dynamodb;

import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.dynamodb.Table.Key;
import dev.sluice.provider.aws.dynamodb.Table.Parameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

/** What DynamoDB is asked for: a table with all it has, and then one change of it at a time. */
final class TableRequests {
    private TableRequests() {}

    static CreateTableRequest.Builder create(String name, Parameters desired) {
        var global = Indexes.list(desired.globalSecondaryIndexes());
        var local = Indexes.list(desired.localSecondaryIndexes());
        var request = CreateTableRequest.builder()
                .tableName(name)
                .attributeDefinitions(attributes(desired, global))
                .keySchema(TableParameters.schema(desired.hashKey(), desired.rangeKey()))
                .billingMode(TableParameters.billingMode(desired))
                .tableClass(desired.tableClass())
                .deletionProtectionEnabled(desired.deletionProtectionEnabled());
        // DynamoDB takes an empty list for a mistake.
        if (!global.isEmpty()) {
            request.globalSecondaryIndexes(global.stream().map(Indexes::global).toList());
        }
        if (!local.isEmpty()) {
            request.localSecondaryIndexes(local.stream()
                    .map(index -> Indexes.local(desired.hashKey(), index))
                    .toList());
        }
        if (desired.streamViewType() != null) {
            request.streamSpecification(stream(desired.streamViewType()));
        }
        if (desired.provisionedThroughput() != null) {
            request.provisionedThroughput(TableParameters.throughput(desired.provisionedThroughput()));
        }
        if (desired.serverSideEncryption() != null) {
            request.sseSpecification(TableParameters.encryption(desired.serverSideEncryption()));
        }
        return request;
    }

    /** The next change of the table itself; empty where none is left. */
    static Optional<UpdateTableRequest> update(String name, Parameters desired, Parameters observed, Changed changed) {
        var request = UpdateTableRequest.builder().tableName(name);
        if (changed.touches("billingMode") || changed.touches("provisionedThroughput")) {
            capacity(request, desired, observed);
        } else if (changed.touches("serverSideEncryption")) {
            var wanted = desired.serverSideEncryption() == null
                    ? new Table.ServerSideEncryption(false, null, null)
                    : desired.serverSideEncryption();
            request.sseSpecification(TableParameters.encryption(wanted));
        } else if (changed.touches("deletionProtectionEnabled")) {
            request.deletionProtectionEnabled(Boolean.TRUE.equals(desired.deletionProtectionEnabled()));
        } else if (changed.touches("streamViewType")) {
            // Another view needs the stream off first; the next observation finds it off and plans the rest.
            request.streamSpecification(stream(observed.streamViewType() == null ? desired.streamViewType() : null));
        } else if (changed.touches("tableClass") && desired.tableClass() != null) {
            request.tableClass(desired.tableClass());
        } else if (changed.touches("globalSecondaryIndexes")) {
            return index(request, desired, observed);
        } else {
            return Optional.empty();
        }
        return Optional.of(request.build());
    }

    private static StreamSpecification stream(@Nullable String viewType) {
        return StreamSpecification.builder()
                .streamEnabled(viewType != null)
                .streamViewType(viewType)
                .build();
    }

    private static void capacity(UpdateTableRequest.Builder request, Parameters desired, Parameters observed) {
        request.billingMode(TableParameters.billingMode(desired));
        var throughput = desired.provisionedThroughput();
        if (throughput == null) {
            return;
        }
        request.provisionedThroughput(TableParameters.throughput(throughput));
        if (observed.provisionedThroughput() == null) {
            // Paid per request until now: every index needs a capacity too, even one that is about to go.
            var updates = Indexes.list(observed.globalSecondaryIndexes()).stream()
                    .map(index -> throughput(
                            index.name(),
                            Objects.requireNonNullElse(Indexes.throughput(desired, index.name()), throughput)))
                    .toList();
            if (!updates.isEmpty()) {
                request.globalSecondaryIndexUpdates(updates);
            }
        }
    }

    /** One index goes, or all get their throughput, or one comes: DynamoDB allows no more with one call. */
    private static Optional<UpdateTableRequest> index(
            UpdateTableRequest.Builder request, Parameters desired, Parameters observed) {
        var wanted = Indexes.list(desired.globalSecondaryIndexes());
        var existing = Indexes.list(observed.globalSecondaryIndexes());
        var unwanted = existing.stream()
                .filter(index -> named(wanted, index.name()).isEmpty())
                .findFirst();
        if (unwanted.isPresent()) {
            var name = unwanted.get().name();
            return Optional.of(request.globalSecondaryIndexUpdates(GlobalSecondaryIndexUpdate.builder()
                            .delete(d -> d.indexName(name))
                            .build())
                    .build());
        }
        var updates = throughputs(wanted, existing);
        if (!updates.isEmpty()) {
            return Optional.of(request.globalSecondaryIndexUpdates(updates).build());
        }
        return wanted.stream()
                .filter(index -> named(existing, index.name()).isEmpty())
                .findFirst()
                .map(index -> {
                    var all = new ArrayList<>(existing);
                    all.add(index);
                    return request.attributeDefinitions(attributes(desired, all))
                            .globalSecondaryIndexUpdates(GlobalSecondaryIndexUpdate.builder()
                                    .create(Indexes.create(index))
                                    .build())
                            .build();
                });
    }

    private static List<GlobalSecondaryIndexUpdate> throughputs(
            List<GlobalSecondaryIndex> wanted, List<GlobalSecondaryIndex> existing) {
        var updates = new ArrayList<GlobalSecondaryIndexUpdate>();
        for (var index : wanted) {
            var is = named(existing, index.name());
            if (is.isPresent() && !index.isBuiltAs(is.get())) {
                throw fixed(index.name());
            }
            var throughput = index.provisionedThroughput();
            if (is.isPresent()
                    && throughput != null
                    && !throughput.equals(is.get().provisionedThroughput())) {
                updates.add(throughput(index.name(), throughput));
            }
        }
        return updates;
    }

    private static GlobalSecondaryIndexUpdate throughput(String index, Table.ProvisionedThroughput throughput) {
        return GlobalSecondaryIndexUpdate.builder()
                .update(u -> u.indexName(index).provisionedThroughput(TableParameters.throughput(throughput)))
                .build();
    }

    /** Deleting an index and making another of its name would leave those who query it without any for a while. */
    private static CloudException fixed(String index) {
        return new CloudException(
                new CloudError.Invalid(
                        "index %s is another one in AWS than in spec.forProvider.globalSecondaryIndexes; %s"
                                .formatted(index, GlobalSecondaryIndex.FIXED),
                        "globalSecondaryIndexes"),
                "dynamodb",
                "UpdateTable",
                "IndexIsImmutable",
                null,
                null);
    }

    private static Optional<GlobalSecondaryIndex> named(List<GlobalSecondaryIndex> indexes, String name) {
        return indexes.stream().filter(index -> index.name().equals(name)).findFirst();
    }

    /** Of every key, each once. */
    private static List<AttributeDefinition> attributes(Parameters desired, List<GlobalSecondaryIndex> global) {
        var types = new LinkedHashMap<String, String>();
        note(types, desired.hashKey());
        note(types, desired.rangeKey());
        Indexes.list(desired.localSecondaryIndexes()).forEach(index -> note(types, index.rangeKey()));
        global.forEach(index -> {
            note(types, index.hashKey());
            note(types, index.rangeKey());
        });
        return types.entrySet().stream()
                .map(type -> AttributeDefinition.builder()
                        .attributeName(type.getKey())
                        .attributeType(type.getValue())
                        .build())
                .toList();
    }

    private static void note(Map<String, String> types, @Nullable Key key) {
        if (key != null) {
            types.put(key.name(), key.type());
        }
    }
}
