package dev.sluice.provider.aws.ecr;

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
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.client.KmsKeys;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.ecr.Repository.Encryption;
import dev.sluice.provider.aws.ecr.Repository.ExclusionFilter;
import dev.sluice.provider.aws.ecr.Repository.LifecyclePolicy;
import dev.sluice.provider.aws.ecr.Repository.Outputs;
import dev.sluice.provider.aws.ecr.Repository.Parameters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.ImageTagMutabilityExclusionFilter;
import software.amazon.awssdk.services.ecr.model.Tag;

/** Maps a repository to ECR: one call creates it, policies follow with calls of their own. */
final class RepositoryAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    private static final String MUTABLE = "MUTABLE";

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var ecr = ecr(target);
        return ecr.find(
                        "DescribeRepositories",
                        c -> c.describeRepositories(r -> r.repositoryNames(target.externalName()))
                                .repositories())
                .map(found -> found.stream().findFirst().orElseThrow(() -> ecr.incomplete("DescribeRepositories")))
                .map(repository -> read(target, repository));
    }

    private static Observed<Parameters, Outputs> read(
            Target<Parameters, AwsSession> target, software.amazon.awssdk.services.ecr.model.Repository repository) {
        var ecr = ecr(target);
        var name = target.externalName();
        var tags = new HashMap<String, String>();
        ecr.call("ListTagsForResource", c -> c.listTagsForResource(r -> r.resourceArn(repository.repositoryArn())))
                .tags()
                .forEach(tag -> tags.put(tag.key(), tag.value()));
        var scanning = repository.imageScanningConfiguration();
        var parameters = new Parameters(
                target.region(),
                repository.imageTagMutabilityAsString(),
                exclusionFilters(repository.imageTagMutabilityExclusionFilters()),
                scanning == null ? null : scanning.scanOnPush(),
                encryption(target.desired().encryption(), repository),
                ecr.find(
                                "GetLifecyclePolicy",
                                c -> c.getLifecyclePolicy(r -> r.repositoryName(name))
                                        .lifecyclePolicyText())
                        .map(LifecyclePolicies::read)
                        .orElse(null),
                ecr.find(
                                "GetRepositoryPolicy",
                                c -> c.getRepositoryPolicy(r -> r.repositoryName(name))
                                        .policyText())
                        .map(Json::read)
                        .orElse(null),
                Tags.parameter(tags));
        return Observed.available(
                parameters, new Outputs(repository.repositoryArn(), repository.repositoryUri()), Tags.owner(tags));
    }

    private static @Nullable List<ExclusionFilter> exclusionFilters(List<ImageTagMutabilityExclusionFilter> filters) {
        return filters.isEmpty()
                ? null
                : filters.stream()
                        .map(filter -> new ExclusionFilter(filter.filterTypeAsString(), filter.filter()))
                        .toList();
    }

    private static @Nullable Encryption encryption(
            @Nullable Encryption desired, software.amazon.awssdk.services.ecr.model.Repository repository) {
        var encryption = repository.encryptionConfiguration();
        return encryption == null
                ? null
                : new Encryption(
                        encryption.encryptionTypeAsString(),
                        KmsKeys.asWished(desired == null ? null : desired.kmsKey(), encryption.kmsKey()),
                        null);
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        ecr(target)
                .call(
                        "CreateRepository",
                        c -> c.createRepository(r -> {
                            r.repositoryName(target.externalName())
                                    .imageTagMutability(desired.imageTagMutability())
                                    .imageTagMutabilityExclusionFilters(exclusionFilters(desired))
                                    .tags(tagList(Tags.wanted(desired.tags(), target.ownerUid())));
                            if (desired.scanOnPush() != null) {
                                r.imageScanningConfiguration(s -> s.scanOnPush(desired.scanOnPush()));
                            }
                            var encryption = desired.encryption();
                            if (encryption != null) {
                                r.encryptionConfiguration(
                                        e -> e.encryptionType(encryption.type()).kmsKey(encryption.kmsKey()));
                            }
                        }));
        return target.externalName();
    }

    /** Null where none are wished for: ECR refuses an empty list. */
    private static @Nullable List<ImageTagMutabilityExclusionFilter> exclusionFilters(Parameters desired) {
        var filters = desired.imageTagMutabilityExclusionFilters();
        return filters == null
                ? null
                : filters.stream()
                        .map(filter -> ImageTagMutabilityExclusionFilter.builder()
                                .filterType(filter.filterType())
                                .filter(filter.filter())
                                .build())
                        .toList();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var ecr = ecr(target);
        var name = target.externalName();
        var desired = target.desired();
        var changed = new Changed(diff);
        tags(target, observed);
        if (changed.touches("imageTagMutability") || changed.touches("imageTagMutabilityExclusionFilters")) {
            // Unset, it only counts here when the filters have gone; then nothing is excluded any more.
            var mutability = desired.imageTagMutability() == null
                    ? withoutExclusion(observed.parameters().imageTagMutability())
                    : desired.imageTagMutability();
            ecr.call(
                    "PutImageTagMutability",
                    c -> c.putImageTagMutability(r -> r.repositoryName(name)
                            .imageTagMutability(mutability)
                            .imageTagMutabilityExclusionFilters(exclusionFilters(desired))));
        }
        if (changed.touches("scanOnPush")) {
            ecr.call(
                    "PutImageScanningConfiguration",
                    c -> c.putImageScanningConfiguration(r -> r.repositoryName(name)
                            .imageScanningConfiguration(s -> s.scanOnPush(desired.scanOnPush()))));
        }
        if (changed.touches("lifecyclePolicy")) {
            lifecyclePolicy(ecr, name, desired.lifecyclePolicy());
        }
        if (changed.touches("policy")) {
            policy(ecr, name, desired);
        }
    }

    private static String withoutExclusion(@Nullable String mutability) {
        return mutability == null ? MUTABLE : mutability.replace("_WITH_EXCLUSION", "");
    }

    private static void tags(Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        var arn = observed.outputs().arn();
        Tags.edit(target, observed, Parameters::tags)
                .apply(
                        put -> ecr(target)
                                .call(
                                        "TagResource",
                                        c -> c.tagResource(
                                                r -> r.resourceArn(arn).tags(tagList(put)))),
                        removed -> ecr(target)
                                .call(
                                        "UntagResource",
                                        c -> c.untagResource(
                                                r -> r.resourceArn(arn).tagKeys(removed))));
    }

    private static void lifecyclePolicy(Api<EcrClient> ecr, String name, @Nullable LifecyclePolicy desired) {
        if (desired == null) {
            ecr.find("DeleteLifecyclePolicy", c -> c.deleteLifecyclePolicy(r -> r.repositoryName(name)));
        } else {
            ecr.call(
                    "PutLifecyclePolicy",
                    c -> c.putLifecyclePolicy(r -> r.repositoryName(name).lifecyclePolicyText(Json.write(desired))));
        }
    }

    private static void policy(Api<EcrClient> ecr, String name, Parameters desired) {
        var policy = desired.policy();
        if (policy == null) {
            ecr.find("DeleteRepositoryPolicy", c -> c.deleteRepositoryPolicy(r -> r.repositoryName(name)));
        } else {
            ecr.call(
                    "SetRepositoryPolicy",
                    c -> c.setRepositoryPolicy(r -> r.repositoryName(name).policyText(Json.write(policy))));
        }
    }

    @Override
    public Map<String, String> connection(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        return new Details()
                .with("url", observed.outputs().uri())
                .with("region", target.region())
                .map();
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        try {
            ecr(target).find("DeleteRepository", c -> c.deleteRepository(r -> r.repositoryName(target.externalName())));
        } catch (CloudException failure) {
            if (failure.code().equals("RepositoryNotEmptyException")) {
                throw Api.reworded(
                        failure,
                        new CloudError.Conflict(
                                "the repository still holds images, and Sluice never empties a repository; remove them, or leave Delete out of spec.managementPolicies to keep the repository"));
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

    private static Api<EcrClient> ecr(Target<Parameters, AwsSession> target) {
        return target.session().ecr(target.region());
    }
}
