package dev.sluice.provider.aws.ssm;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.ssm.Parameter.Outputs;
import dev.sluice.provider.aws.ssm.Parameter.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;
import software.amazon.awssdk.services.ssm.model.ResourceTypeForTagging;
import software.amazon.awssdk.services.ssm.model.Tag;

/**
 * Maps a parameter to Systems Manager, which writes all of it in one call and reads it in three. A secure value is
 * compared here, and reported as the wished one or as a placeholder, so that the cloud's value goes nowhere.
 */
final class ParameterAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    /** Stands for a secure value that is not the one wished for. */
    static final String ANOTHER_VALUE = "(another value)";

    private static final String SECURE = "SecureString";
    private static final String INTELLIGENT = "Intelligent-Tiering";

    /** A filtered listing may begin with empty pages; ends one that goes in circles. */
    private static final int MAX_PAGES = 10;

    private static final List<String> WRITTEN_TOGETHER =
            List.of("value", "secureValue", "description", "keyId", "tier", "allowedPattern", "dataType");

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var ssm = ssm(target);
        var name = target.externalName();
        var decrypt = target.desired().type().equals(SECURE);
        return ssm.find(
                        "GetParameter",
                        c -> c.getParameter(r -> r.name(name).withDecryption(decrypt))
                                .parameter())
                .flatMap(found -> metadata(target).map(metadata -> {
                    if (found.arn() == null) {
                        throw ssm.incomplete("GetParameter");
                    }
                    var tags = tags(target);
                    var outputs = new Outputs(found.arn(), String.valueOf(found.version()));
                    return new Observed<>(
                            parameters(target, found.typeAsString(), found.value(), metadata, Tags.parameter(tags)),
                            outputs,
                            Tags.owner(tags),
                            Observed.State.AVAILABLE,
                            "available",
                            actor(metadata, target.session()));
                }));
    }

    /** Who wrote the parameter last. Tags are not part of that: where it was us, whoever changed them is not known. */
    private static @Nullable String actor(ParameterMetadata metadata, AwsSession session) {
        var last = metadata.lastModifiedUser();
        return last == null || !last.startsWith("arn:") || last.equals(session.identity()) ? null : last;
    }

    private static Parameters parameters(
            Target<Parameters, AwsSession> target,
            String type,
            String value,
            ParameterMetadata metadata,
            @Nullable Map<String, String> tags) {
        boolean secure = type.equals(SECURE);
        var desired = target.desired();
        return new Parameters(
                target.region(),
                type,
                secure ? null : value,
                secure ? (value.equals(desired.secureValue()) ? value : ANOTHER_VALUE) : null,
                null,
                metadata.description() == null || metadata.description().isEmpty() ? null : metadata.description(),
                metadata.keyId(),
                null,
                // The choice is AWS's then, and either tier is as wished.
                INTELLIGENT.equals(desired.tier()) ? desired.tier() : metadata.tierAsString(),
                metadata.allowedPattern() == null || metadata.allowedPattern().isEmpty()
                        ? null
                        : metadata.allowedPattern(),
                metadata.dataType(),
                tags);
    }

    /** What the value's own call does not say. Empty when the parameter has gone meanwhile. */
    private static Optional<ParameterMetadata> metadata(Target<Parameters, AwsSession> target) {
        var named = ParameterStringFilter.builder()
                .key("Name")
                .option("Equals")
                .values(target.externalName())
                .build();
        String next = null;
        for (int page = 0; page < MAX_PAGES; page++) {
            var token = next;
            var answer = ssm(target)
                    .call(
                            "DescribeParameters",
                            c -> c.describeParameters(
                                    r -> r.parameterFilters(named).nextToken(token)));
            if (!answer.parameters().isEmpty()) {
                return Optional.of(answer.parameters().getFirst());
            }
            next = answer.nextToken();
            if (next == null || next.isEmpty()) {
                break;
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> tags(Target<Parameters, AwsSession> target) {
        return ssm(target)
                .find(
                        "ListTagsForResource",
                        c -> c.listTagsForResource(r -> r.resourceType(ResourceTypeForTagging.PARAMETER)
                                        .resourceId(target.externalName()))
                                .tagList())
                .orElse(List.of())
                .stream()
                .collect(Collectors.toMap(Tag::key, Tag::value, (first, second) -> first));
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        ssm(target)
                .call(
                        "PutParameter",
                        c -> c.putParameter(r -> r.name(target.externalName())
                                .type(desired.type())
                                .value(value(desired))
                                .description(desired.description())
                                .keyId(desired.keyId())
                                .tier(desired.tier())
                                .allowedPattern(desired.allowedPattern())
                                .dataType(desired.dataType())
                                .tags(tagList(Tags.wanted(desired.tags(), target.ownerUid())))));
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        // The call that overwrites does not take tags.
        tags(target, observed);
        var changed = new Changed(diff);
        if (WRITTEN_TOGETHER.stream().anyMatch(changed::touches)) {
            overwrite(target, observed.parameters());
        }
    }

    /** What the call leaves out goes back to its default, so what a user leaves open is sent as it was observed. */
    private static void overwrite(Target<Parameters, AwsSession> target, Parameters observed) {
        var desired = target.desired();
        ssm(target)
                .call(
                        "PutParameter",
                        c -> c.putParameter(r -> r.name(target.externalName())
                                .overwrite(true)
                                .type(desired.type())
                                .value(value(desired))
                                .description(desired.description() == null ? "" : desired.description())
                                .keyId(desired.keyId() == null ? observed.keyId() : desired.keyId())
                                .tier(desired.tier() == null ? observed.tier() : desired.tier())
                                .allowedPattern(desired.allowedPattern() == null ? "" : desired.allowedPattern())
                                .dataType(desired.dataType() == null ? observed.dataType() : desired.dataType())));
    }

    private static @Nullable String value(Parameters desired) {
        return desired.type().equals(SECURE) ? desired.secureValue() : desired.value();
    }

    private static void tags(Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        var name = target.externalName();
        Tags.edit(target, observed, Parameters::tags)
                .apply(
                        put -> ssm(target)
                                .call(
                                        "AddTagsToResource",
                                        c -> c.addTagsToResource(r -> r.resourceType(ResourceTypeForTagging.PARAMETER)
                                                .resourceId(name)
                                                .tags(tagList(put)))),
                        removed -> ssm(target)
                                .call(
                                        "RemoveTagsFromResource",
                                        c -> c.removeTagsFromResource(
                                                r -> r.resourceType(ResourceTypeForTagging.PARAMETER)
                                                        .resourceId(name)
                                                        .tagKeys(removed))));
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        ssm(target).find("DeleteParameter", c -> c.deleteParameter(r -> r.name(target.externalName())));
    }

    private static List<Tag> tagList(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private static Api<SsmClient> ssm(Target<Parameters, AwsSession> target) {
        return target.session().ssm(target.region());
    }
}
