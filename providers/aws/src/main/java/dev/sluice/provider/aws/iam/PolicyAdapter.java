package dev.sluice.provider.aws.iam;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.iam.Policy.Outputs;
import dev.sluice.provider.aws.iam.Policy.Parameters;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.PolicyVersion;

/** Maps a managed policy to IAM, where a document is never changed: it gets a new version. */
final class PolicyAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    /** IAM keeps no more. */
    private static final int MAX_VERSIONS = 5;

    @Override
    public String region(Parameters desired, AwsSession session) {
        return Iam.REGION;
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var iam = iam(target);
        var arn = arn(target);
        return iam.find("GetPolicy", c -> c.getPolicy(r -> r.policyArn(arn)).policy())
                .flatMap(policy -> iam.find(
                                "GetPolicyVersion",
                                c -> c.getPolicyVersion(r -> r.policyArn(arn).versionId(policy.defaultVersionId()))
                                        .policyVersion())
                        .map(version -> {
                            var tags = Iam.tagMap(policy.tags());
                            var parameters = new Parameters(
                                    Iam.document(version.document()),
                                    policy.path(),
                                    Iam.text(policy.description()),
                                    Tags.parameter(tags));
                            return Observed.available(
                                    parameters, new Outputs(arn, policy.defaultVersionId()), Tags.owner(tags));
                        }));
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        iam(target)
                .call(
                        "CreatePolicy",
                        c -> c.createPolicy(r -> r.policyName(target.externalName())
                                .policyDocument(Json.write(desired.document()))
                                .path(desired.path())
                                .description(desired.description())
                                .tags(Iam.tagList(Tags.wanted(desired.tags(), target.ownerUid())))));
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        tags(target, observed);
        if (new Changed(diff).touches("document")) {
            makeRoom(target);
            iam(target)
                    .call(
                            "CreatePolicyVersion",
                            c -> c.createPolicyVersion(r -> r.policyArn(arn(target))
                                    .policyDocument(Json.write(target.desired().document()))
                                    .setAsDefault(true)));
        }
    }

    private static void makeRoom(Target<Parameters, AwsSession> target) {
        var versions = versions(target);
        if (versions.size() >= MAX_VERSIONS) {
            versions.stream()
                    .filter(version -> !Boolean.TRUE.equals(version.isDefaultVersion()))
                    .min(Comparator.comparing(PolicyVersion::createDate).thenComparing(PolicyAdapter::number))
                    .ifPresent(oldest -> deleteVersion(target, oldest));
        }
    }

    /** 3 of {@code v3}. */
    private static int number(PolicyVersion version) {
        var id = version.versionId();
        return id.matches("v[0-9]{1,9}") ? Integer.parseInt(id.substring(1)) : 0;
    }

    private static List<PolicyVersion> versions(Target<Parameters, AwsSession> target) {
        return iam(target)
                .find(
                        "ListPolicyVersions",
                        c -> c.listPolicyVersions(r -> r.policyArn(arn(target))).versions())
                .orElse(List.of());
    }

    private static void deleteVersion(Target<Parameters, AwsSession> target, PolicyVersion version) {
        iam(target)
                .find(
                        "DeletePolicyVersion",
                        c -> c.deletePolicyVersion(r -> r.policyArn(arn(target)).versionId(version.versionId())));
    }

    private static void tags(Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        Tags.edit(target, observed, Parameters::tags)
                .apply(
                        put -> iam(target)
                                .call(
                                        "TagPolicy",
                                        c -> c.tagPolicy(
                                                r -> r.policyArn(arn(target)).tags(Iam.tagList(put)))),
                        removed -> iam(target)
                                .call(
                                        "UntagPolicy",
                                        c -> c.untagPolicy(
                                                r -> r.policyArn(arn(target)).tagKeys(removed))));
    }

    /** IAM refuses while the policy has other versions or is used. The versions go only when nobody uses it. */
    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        var iam = iam(target);
        var arn = arn(target);
        try {
            iam.find("DeletePolicy", c -> c.deletePolicy(r -> r.policyArn(arn)));
        } catch (CloudException failure) {
            if (!failure.code().equals("DeleteConflict")) {
                throw failure;
            }
            refuseWhileUsed(target, failure);
            versions(target).stream()
                    .filter(version -> !Boolean.TRUE.equals(version.isDefaultVersion()))
                    .forEach(version -> deleteVersion(target, version));
            iam.find("DeletePolicy", c -> c.deletePolicy(r -> r.policyArn(arn)));
        }
    }

    private static void refuseWhileUsed(Target<Parameters, AwsSession> target, CloudException failure) {
        var used = iam(target)
                .find(
                        "GetPolicy",
                        c -> c.getPolicy(r -> r.policyArn(arn(target))).policy())
                .filter(policy ->
                        isPositive(policy.attachmentCount()) || isPositive(policy.permissionsBoundaryUsageCount()));
        if (used.isPresent()) {
            throw Api.reworded(
                    failure,
                    new CloudError.Conflict(
                            "the policy is attached to a role, a user or a group, or is somebody's boundary; delete its RolePolicyAttachment, or detach it in AWS"));
        }
    }

    private static boolean isPositive(@Nullable Integer count) {
        return count != null && count > 0;
    }

    private static String arn(Target<Parameters, AwsSession> target) {
        var path = target.desired().path();
        return Iam.arn(target.session(), "policy" + (path == null ? "/" : path) + target.externalName());
    }

    private static Api<IamClient> iam(Target<Parameters, AwsSession> target) {
        return target.session().iam();
    }
}
