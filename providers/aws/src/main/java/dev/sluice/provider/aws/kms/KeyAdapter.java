package dev.sluice.provider.aws.kms;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.kms.Key.Outputs;
import dev.sluice.provider.aws.kms.Key.Parameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusResponse;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.TagFilter;

/** Maps a key to KMS, which chooses its id, and keeps a deleted key for some days. */
final class KeyAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    /** The only policy a key has. */
    private static final String POLICY_NAME = "default";

    private static final String SYMMETRIC = "SYMMETRIC_DEFAULT";

    /** More than the 50 tags of a key need; ends a listing that goes in circles. */
    private static final int MAX_PAGES = 20;

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    /** KMS cannot be asked for a tag; the service that knows the tags of all others can. */
    @Override
    public List<String> find(Target<Parameters, AwsSession> target, Map<String, String> tags) {
        var wanted = tags.entrySet().stream()
                .map(tag -> TagFilter.builder()
                        .key(tag.getKey())
                        .values(tag.getValue())
                        .build())
                .toList();
        var ids = new ArrayList<String>();
        String next = null;
        for (int page = 0; page < MAX_PAGES; page++) {
            var token = next;
            var answer = target.session()
                    .tagging(target.region())
                    .call(
                            "GetResources",
                            c -> c.getResources(r -> r.resourceTypeFilters("kms:key")
                                    .tagFilters(wanted)
                                    .paginationToken(token)));
            answer.resourceTagMappingList().forEach(found -> ids.add(id(found.resourceARN())));
            next = answer.paginationToken();
            if (next == null || next.isEmpty()) {
                break;
            }
        }
        ids.removeIf(id -> describe(target, id)
                .filter(key -> state(key) != Observed.State.PENDING_DELETION)
                .isEmpty());
        return ids;
    }

    private static String id(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        return describe(target, target.externalName()).map(key -> {
            var kms = kms(target);
            if (key.keyId() == null || key.arn() == null) {
                throw kms.incomplete("DescribeKey");
            }
            var tags = tags(kms, key.keyId());
            var state = state(key);
            return new Observed<>(
                    parameters(target, key, Tags.parameter(tags)),
                    new Outputs(key.arn(), key.keyId()),
                    Tags.owner(tags),
                    state,
                    message(key, state),
                    null);
        });
    }

    private static Optional<KeyMetadata> describe(Target<Parameters, AwsSession> target, String id) {
        return kms(target)
                .find("DescribeKey", c -> c.describeKey(r -> r.keyId(id)).keyMetadata());
    }

    private static Observed.State state(KeyMetadata key) {
        return switch (String.valueOf(key.keyStateAsString())) {
            case "Enabled", "Disabled" -> Observed.State.AVAILABLE;
            case "Creating" -> Observed.State.CREATING;
            case "Updating" -> Observed.State.UPDATING;
            case "PendingDeletion", "PendingReplicaDeletion" -> Observed.State.PENDING_DELETION;
            // Its material was never imported, or the store that holds it cannot be reached.
            default -> Observed.State.FAILED;
        };
    }

    private static String message(KeyMetadata key, Observed.State state) {
        return state == Observed.State.PENDING_DELETION && key.deletionDate() != null
                ? "kept by AWS until " + key.deletionDate()
                : String.valueOf(key.keyStateAsString());
    }

    private static Parameters parameters(
            Target<Parameters, AwsSession> target, KeyMetadata key, @Nullable Map<String, String> tags) {
        var kms = kms(target);
        var rotation = rotation(kms, key);
        return new Parameters(
                target.region(),
                key.description() == null || key.description().isEmpty() ? null : key.description(),
                key.keySpecAsString(),
                key.keyUsageAsString(),
                Boolean.TRUE.equals(key.multiRegion()),
                Boolean.TRUE.equals(key.enabled()),
                rotation != null,
                rotation == null ? null : rotation.rotationPeriodInDays(),
                policy(kms, key.keyId()),
                // Nothing that the key has, but how it is deleted.
                target.desired().deletionWindowInDays(),
                tags);
    }

    /** Null where the key is not rotated, or cannot be. */
    private static @Nullable GetKeyRotationStatusResponse rotation(Api<KmsClient> kms, KeyMetadata key) {
        return SYMMETRIC.equals(key.keySpecAsString()) && "AWS_KMS".equals(key.originAsString())
                ? kms.find("GetKeyRotationStatus", c -> c.getKeyRotationStatus(r -> r.keyId(key.keyId())))
                        .filter(rotation -> Boolean.TRUE.equals(rotation.keyRotationEnabled()))
                        .orElse(null)
                : null;
    }

    private static @Nullable JsonNode policy(Api<KmsClient> kms, String id) {
        return kms.find(
                        "GetKeyPolicy",
                        c -> c.getKeyPolicy(r -> r.keyId(id).policyName(POLICY_NAME))
                                .policy())
                .map(Json::read)
                .orElse(null);
    }

    private static Map<String, String> tags(Api<KmsClient> kms, String id) {
        var tags = new HashMap<String, String>();
        String next = null;
        for (int page = 0; page < MAX_PAGES; page++) {
            var marker = next;
            var answer = kms.find(
                    "ListResourceTags", c -> c.listResourceTags(r -> r.keyId(id).marker(marker)));
            answer.ifPresent(a -> a.tags().forEach(tag -> tags.put(tag.tagKey(), tag.tagValue())));
            next = answer.map(a -> Boolean.TRUE.equals(a.truncated()) ? a.nextMarker() : null)
                    .orElse(null);
            if (next == null) {
                break;
            }
        }
        return tags;
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        var policy = desired.policy();
        return kms(target)
                .call(
                        "CreateKey",
                        c -> c.createKey(r -> r.description(desired.description())
                                        .keySpec(desired.keySpec())
                                        .keyUsage(desired.keyUsage())
                                        .multiRegion(desired.multiRegion())
                                        .policy(policy == null ? null : Json.write(policy))
                                        .tags(tagList(Tags.wanted(desired.tags(), target.ownerUid()))))
                                .keyMetadata()
                                .keyId());
    }

    /** A key is enabled first and disabled last: while it is disabled its rotation cannot be changed. */
    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var kms = kms(target);
        var id = target.externalName();
        var desired = target.desired();
        var changed = new Changed(diff);
        if (changed.touches("enabled") && Boolean.TRUE.equals(desired.enabled())) {
            kms.call("EnableKey", c -> c.enableKey(r -> r.keyId(id)));
        }
        tags(target, observed);
        if (changed.touches("description")) {
            kms.call(
                    "UpdateKeyDescription",
                    c -> c.updateKeyDescription(
                            r -> r.keyId(id).description(desired.description() == null ? "" : desired.description())));
        }
        var policy = desired.policy();
        if (changed.touches("policy") && policy != null) {
            kms.call(
                    "PutKeyPolicy",
                    c -> c.putKeyPolicy(r -> r.keyId(id).policyName(POLICY_NAME).policy(Json.write(policy))));
        }
        if (changed.touches("enableKeyRotation") || changed.touches("rotationPeriodInDays")) {
            rotate(kms, id, desired);
        }
        if (changed.touches("enabled") && Boolean.FALSE.equals(desired.enabled())) {
            kms.call("DisableKey", c -> c.disableKey(r -> r.keyId(id)));
        }
    }

    private static void rotate(Api<KmsClient> kms, String id, Parameters desired) {
        if (Boolean.TRUE.equals(desired.enableKeyRotation())) {
            kms.call(
                    "EnableKeyRotation",
                    c -> c.enableKeyRotation(r -> r.keyId(id).rotationPeriodInDays(desired.rotationPeriodInDays())));
        } else {
            kms.call("DisableKeyRotation", c -> c.disableKeyRotation(r -> r.keyId(id)));
        }
    }

    private static void tags(Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        var id = target.externalName();
        Tags.edit(target, observed, Parameters::tags)
                .apply(
                        put -> kms(target)
                                .call(
                                        "TagResource",
                                        c -> c.tagResource(r -> r.keyId(id).tags(tagList(put)))),
                        removed -> kms(target)
                                .call(
                                        "UntagResource",
                                        c -> c.untagResource(r -> r.keyId(id).tagKeys(removed))));
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        try {
            kms(target)
                    .find(
                            "ScheduleKeyDeletion",
                            c -> c.scheduleKeyDeletion(r -> r.keyId(target.externalName())
                                    .pendingWindowInDays(target.desired().deletionWindowInDays())));
        } catch (CloudException failure) {
            // KMS refuses to schedule what is scheduled.
            var scheduled = failure.code().equals("KMSInvalidStateException")
                    && describe(target, target.externalName())
                            .filter(key -> state(key) == Observed.State.PENDING_DELETION)
                            .isPresent();
            if (!scheduled) {
                throw failure;
            }
        }
    }

    private static List<Tag> tagList(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> Tag.builder()
                        .tagKey(tag.getKey())
                        .tagValue(tag.getValue())
                        .build())
                .toList();
    }

    private static Api<KmsClient> kms(Target<Parameters, AwsSession> target) {
        return target.session().kms(target.region());
    }
}
