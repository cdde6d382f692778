package dev.sluice.provider.aws.dynamodb;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Details;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.dynamodb.Table.Outputs;
import dev.sluice.provider.aws.dynamodb.Table.Parameters;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsDescription;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;

/** Maps a table to DynamoDB, which changes one thing of a table at a time and takes a while for it. */
final class TableAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    /** More than the 50 tags a table can have; ends a listing that goes in circles. */
    private static final int MAX_TAG_PAGES = 20;

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        return dynamodb(target)
                .find(
                        "DescribeTable",
                        c -> c.describeTable(r -> r.tableName(target.externalName()))
                                .table())
                .map(table -> read(target, table));
    }

    private static Observed<Parameters, Outputs> read(Target<Parameters, AwsSession> target, TableDescription table) {
        var tags = tags(target, table.tableArn());
        var state = state(table);
        // While it comes or goes a table has neither; DynamoDB answers with an error.
        boolean settled = state == Observed.State.AVAILABLE || state == Observed.State.UPDATING;
        var parameters = TableParameters.of(
                target.region(),
                target.desired(),
                table,
                settled ? timeToLive(target) : null,
                settled ? backups(target) : null,
                Tags.parameter(tags));
        return new Observed<>(
                parameters,
                new Outputs(table.tableArn(), table.tableId(), TableParameters.streamArn(table)),
                Tags.owner(tags),
                state,
                message(table),
                null);
    }

    /** While an index is filled or deleted the table may be active, but takes no other index. */
    private static String message(TableDescription table) {
        return Indexes.unsettled(table)
                .map(index -> "index %s: %s".formatted(index.indexName(), index.indexStatusAsString()))
                .orElse(table.tableStatusAsString());
    }

    private static Observed.State state(TableDescription table) {
        return switch (table.tableStatusAsString()) {
            case "ACTIVE" -> Indexes.unsettled(table).isPresent() ? Observed.State.UPDATING : Observed.State.AVAILABLE;
            case "CREATING" -> Observed.State.CREATING;
            case "UPDATING" -> Observed.State.UPDATING;
            case "DELETING" -> Observed.State.DELETING;
            // Its key cannot be used, or it was archived for that reason.
            default -> Observed.State.FAILED;
        };
    }

    private static TimeToLiveDescription timeToLive(Target<Parameters, AwsSession> target) {
        return dynamodb(target)
                .call(
                        "DescribeTimeToLive",
                        c -> c.describeTimeToLive(r -> r.tableName(target.externalName()))
                                .timeToLiveDescription());
    }

    private static ContinuousBackupsDescription backups(Target<Parameters, AwsSession> target) {
        return dynamodb(target)
                .call(
                        "DescribeContinuousBackups",
                        c -> c.describeContinuousBackups(r -> r.tableName(target.externalName()))
                                .continuousBackupsDescription());
    }

    private static Map<String, String> tags(Target<Parameters, AwsSession> target, String arn) {
        var tags = new HashMap<String, String>();
        String next = null;
        for (int page = 0; page < MAX_TAG_PAGES; page++) {
            var token = next;
            var found = dynamodb(target)
                    .find(
                            "ListTagsOfResource",
                            c -> c.listTagsOfResource(r -> r.resourceArn(arn).nextToken(token)));
            if (found.isEmpty()) {
                return tags;
            }
            found.get().tags().forEach(tag -> tags.put(tag.key(), tag.value()));
            next = found.get().nextToken();
            if (next == null) {
                return tags;
            }
        }
        return tags;
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var request = TableRequests.create(target.externalName(), target.desired())
                .tags(tagList(Tags.wanted(target.desired().tags(), target.ownerUid())))
                .build();
        dynamodb(target).call("CreateTable", c -> c.createTable(request));
        return target.externalName();
    }

    /**
     * Tags, expiry and backups at once, then at most one change of the table itself: DynamoDB refuses a second one until
     * the first is done. The kernel observes again and plans what is left.
     */
    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var changed = new Changed(diff);
        tags(target, observed);
        if (changed.touches("timeToLive")) {
            timeToLive(target, observed);
        }
        if (changed.touches("pointInTimeRecovery")) {
            var wanted = target.desired().pointInTimeRecovery();
            boolean enabled = wanted != null && wanted.enabled();
            dynamodb(target)
                    .call(
                            "UpdateContinuousBackups",
                            c -> c.updateContinuousBackups(r -> r.tableName(target.externalName())
                                    .pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(enabled))));
        }
        TableRequests.update(target.externalName(), target.desired(), observed.parameters(), changed)
                .ifPresent(request -> dynamodb(target).call("UpdateTable", c -> c.updateTable(request)));
    }

    private static void tags(Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        var arn = observed.outputs().arn();
        Tags.edit(target, observed, Parameters::tags)
                .apply(
                        put -> dynamodb(target)
                                .call(
                                        "TagResource",
                                        c -> c.tagResource(
                                                r -> r.resourceArn(arn).tags(tagList(put)))),
                        removed -> dynamodb(target)
                                .call(
                                        "UntagResource",
                                        c -> c.untagResource(
                                                r -> r.resourceArn(arn).tagKeys(removed))));
    }

    private static void timeToLive(Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        var wanted = expiringAttribute(target.desired().timeToLive());
        var current = expiringAttribute(observed.parameters().timeToLive());
        if (current != null && !current.equals(wanted)) {
            // Another attribute needs expiry off first; the next observation finds it off and plans the rest.
            setTimeToLive(target, current, false);
        } else if (wanted != null && current == null) {
            setTimeToLive(target, wanted, true);
        }
    }

    /** Null where items do not expire. */
    private static @Nullable String expiringAttribute(Table.@Nullable TimeToLive timeToLive) {
        return timeToLive != null && timeToLive.enabled() ? timeToLive.attributeName() : null;
    }

    private static void setTimeToLive(Target<Parameters, AwsSession> target, String attribute, boolean enabled) {
        dynamodb(target)
                .call(
                        "UpdateTimeToLive",
                        c -> c.updateTimeToLive(r -> r.tableName(target.externalName())
                                .timeToLiveSpecification(
                                        t -> t.attributeName(attribute).enabled(enabled))));
    }

    @Override
    public Map<String, String> connection(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        return new Details()
                .with("name", target.externalName())
                .with("arn", observed.outputs().arn())
                .with("region", target.region())
                .map();
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        try {
            dynamodb(target).find("DeleteTable", c -> c.deleteTable(r -> r.tableName(target.externalName())));
        } catch (CloudException failure) {
            if (failure.error() instanceof CloudError.Invalid
                    && failure.error()
                            .message()
                            .toLowerCase(Locale.ROOT)
                            .matches(".*(protected against deletion|deletionprotection).*")) {
                throw Api.reworded(
                        failure,
                        new CloudError.Conflict(
                                "the table is protected against deletion; set deletionProtectionEnabled to false first, or leave Delete out of spec.managementPolicies to keep the table"));
            }
            throw failure;
        }
    }

    private static List<Tag> tagList(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private static Api<DynamoDbClient> dynamodb(Target<Parameters, AwsSession> target) {
        return target.session().dynamodb(target.region());
    }
}
