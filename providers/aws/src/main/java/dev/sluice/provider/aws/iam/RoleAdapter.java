package dev.sluice.provider.aws.iam;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.sluice.provider.aws.iam.Role.InlinePolicy;
import dev.sluice.provider.aws.iam.Role.Outputs;
import dev.sluice.provider.aws.iam.Role.Parameters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;

/** Maps a role to IAM. Its inline policies are a call each, and go before the role can. */
final class RoleAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    /** Far more than the policies that fit into a role's 10,240 characters. */
    private static final int MAX_PAGES = 20;

    @Override
    public String region(Parameters desired, AwsSession session) {
        return Iam.REGION;
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var iam = iam(target);
        var name = target.externalName();
        return iam.find("GetRole", c -> c.getRole(r -> r.roleName(name)).role()).map(role -> {
            var boundary = role.permissionsBoundary();
            var tags = Iam.tagMap(role.tags());
            var parameters = new Parameters(
                    Iam.document(role.assumeRolePolicyDocument()),
                    role.path(),
                    Iam.text(role.description()),
                    role.maxSessionDuration(),
                    boundary == null ? null : boundary.permissionsBoundaryArn(),
                    null,
                    inlinePolicies(iam, name),
                    Tags.parameter(tags));
            return Observed.available(parameters, new Outputs(role.arn(), name, role.roleId()), Tags.owner(tags));
        });
    }

    private static @Nullable List<InlinePolicy> inlinePolicies(Api<IamClient> iam, String role) {
        var policies = new ArrayList<InlinePolicy>();
        for (var name : inlinePolicyNames(iam, role)) {
            iam.find("GetRolePolicy", c -> c.getRolePolicy(r -> r.roleName(role).policyName(name)))
                    .map(policy -> new InlinePolicy(name, Iam.document(policy.policyDocument())))
                    .ifPresent(policies::add);
        }
        return policies.isEmpty() ? null : policies;
    }

    private static List<String> inlinePolicyNames(Api<IamClient> iam, String role) {
        var names = new ArrayList<String>();
        String next = null;
        for (int page = 0; page < MAX_PAGES; page++) {
            var marker = next;
            var answer = iam.find(
                    "ListRolePolicies",
                    c -> c.listRolePolicies(r -> r.roleName(role).marker(marker)));
            answer.ifPresent(a -> names.addAll(a.policyNames()));
            next = answer.map(a -> Boolean.TRUE.equals(a.isTruncated()) ? a.marker() : null)
                    .orElse(null);
            if (next == null) {
                break;
            }
        }
        return names;
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        iam(target)
                .call(
                        "CreateRole",
                        c -> c.createRole(r -> r.roleName(target.externalName())
                                .assumeRolePolicyDocument(Json.write(desired.assumeRolePolicyDocument()))
                                .path(desired.path())
                                .description(desired.description())
                                .maxSessionDuration(desired.maxSessionDuration())
                                .permissionsBoundary(desired.permissionsBoundary())
                                .tags(Iam.tagList(Tags.wanted(desired.tags(), target.ownerUid())))));
        return target.externalName();
    }

    /** What gives rights comes last, so that a narrower trust and a boundary are in force before it. */
    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var changed = new Changed(diff);
        tags(target, observed);
        if (changed.touches("description") || changed.touches("maxSessionDuration")) {
            describe(target, observed.parameters());
        }
        if (changed.touches("assumeRolePolicyDocument")) {
            var document = Json.write(target.desired().assumeRolePolicyDocument());
            iam(target)
                    .call(
                            "UpdateAssumeRolePolicy",
                            c -> c.updateAssumeRolePolicy(
                                    r -> r.roleName(target.externalName()).policyDocument(document)));
        }
        if (changed.touches("permissionsBoundary")) {
            permissionsBoundary(target);
        }
        if (changed.touches("inlinePolicies")) {
            inlinePolicies(target, observed.parameters());
        }
    }

    /** The call sets both: one that is left out goes back to its default. */
    private static void describe(Target<Parameters, AwsSession> target, Parameters observed) {
        var desired = target.desired();
        var duration =
                desired.maxSessionDuration() == null ? observed.maxSessionDuration() : desired.maxSessionDuration();
        iam(target)
                .call(
                        "UpdateRole",
                        c -> c.updateRole(r -> r.roleName(target.externalName())
                                .description(desired.description() == null ? "" : desired.description())
                                .maxSessionDuration(duration)));
    }

    private static void permissionsBoundary(Target<Parameters, AwsSession> target) {
        var name = target.externalName();
        var boundary = target.desired().permissionsBoundary();
        if (boundary == null) {
            iam(target)
                    .call("DeleteRolePermissionsBoundary", c -> c.deleteRolePermissionsBoundary(r -> r.roleName(name)));
        } else {
            iam(target)
                    .call(
                            "PutRolePermissionsBoundary",
                            c -> c.putRolePermissionsBoundary(
                                    r -> r.roleName(name).permissionsBoundary(boundary)));
        }
    }

    /** Writes those that are new or whose document differs in the least: to write one again does no harm. */
    private static void inlinePolicies(Target<Parameters, AwsSession> target, Parameters observed) {
        var wanted = listed(target.desired().inlinePolicies());
        var before = listed(observed.inlinePolicies());
        var gone = new HashSet<>(before.keySet());
        gone.removeAll(wanted.keySet());
        gone.forEach(policy -> deleteInlinePolicy(target, policy));
        wanted.forEach((policy, document) -> {
            if (!document.equals(before.get(policy))) {
                iam(target)
                        .call(
                                "PutRolePolicy",
                                c -> c.putRolePolicy(r -> r.roleName(target.externalName())
                                        .policyName(policy)
                                        .policyDocument(Json.write(document))));
            }
        });
    }

    private static Map<String, JsonNode> listed(@Nullable List<InlinePolicy> policies) {
        var byName = new TreeMap<String, JsonNode>();
        if (policies != null) {
            policies.forEach(policy -> byName.put(policy.name(), policy.document()));
        }
        return byName;
    }

    private static void deleteInlinePolicy(Target<Parameters, AwsSession> target, String policy) {
        iam(target)
                .find(
                        "DeleteRolePolicy",
                        c -> c.deleteRolePolicy(
                                r -> r.roleName(target.externalName()).policyName(policy)));
    }

    private static void tags(Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        Tags.edit(target, observed, Parameters::tags)
                .apply(
                        put -> iam(target)
                                .call(
                                        "TagRole",
                                        c -> c.tagRole(r -> r.roleName(target.externalName())
                                                .tags(Iam.tagList(put)))),
                        removed -> iam(target)
                                .call(
                                        "UntagRole",
                                        c -> c.untagRole(r -> r.roleName(target.externalName())
                                                .tagKeys(removed))));
    }

    /** IAM refuses while anything hangs on the role. Its inline policies go only when nothing else does. */
    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        var iam = iam(target);
        var name = target.externalName();
        try {
            iam.find("DeleteRole", c -> c.deleteRole(r -> r.roleName(name)));
        } catch (CloudException failure) {
            if (!failure.code().equals("DeleteConflict")) {
                throw failure;
            }
            refuseWhileUsed(target, failure);
            inlinePolicyNames(iam, name).forEach(policy -> deleteInlinePolicy(target, policy));
            iam.find("DeleteRole", c -> c.deleteRole(r -> r.roleName(name)));
        }
    }

    private static void refuseWhileUsed(Target<Parameters, AwsSession> target, CloudException failure) {
        var iam = iam(target);
        var name = target.externalName();
        var attached = iam.find(
                "ListAttachedRolePolicies",
                c -> c.listAttachedRolePolicies(r -> r.roleName(name)).attachedPolicies());
        var profiles = iam.find(
                "ListInstanceProfilesForRole",
                c -> c.listInstanceProfilesForRole(r -> r.roleName(name)).instanceProfiles());
        if (attached.filter(list -> !list.isEmpty()).isPresent()
                || profiles.filter(list -> !list.isEmpty()).isPresent()) {
            throw Api.reworded(
                    failure,
                    new CloudError.Conflict(
                            "managed policies or instance profiles still hang on the role; delete their RolePolicyAttachment and InstanceProfile, or detach them in AWS"));
        }
    }

    private static Api<IamClient> iam(Target<Parameters, AwsSession> target) {
        return target.session().iam();
    }
}
