package dev.sluice.provider.aws.iam;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.iam.InstanceProfile.Outputs;
import dev.sluice.provider.aws.iam.InstanceProfile.Parameters;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;

/** Maps an instance profile to IAM, where its role is put in and taken out by calls of their own. */
final class InstanceProfileAdapter implements Adapter<Parameters, Outputs, AwsSession> {

    @Override
    public String region(Parameters desired, AwsSession session) {
        return Iam.REGION;
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var name = target.externalName();
        return iam(target)
                .find(
                        "GetInstanceProfile",
                        c -> c.getInstanceProfile(r -> r.instanceProfileName(name))
                                .instanceProfile())
                .map(profile -> {
                    var tags = Iam.tagMap(profile.tags());
                    var role = profile.roles().isEmpty()
                            ? null
                            : profile.roles().getFirst().roleName();
                    return Observed.available(
                            new Parameters(profile.path(), role, null, Tags.parameter(tags)),
                            new Outputs(profile.arn(), name),
                            Tags.owner(tags));
                });
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        iam(target)
                .call(
                        "CreateInstanceProfile",
                        c -> c.createInstanceProfile(r -> r.instanceProfileName(target.externalName())
                                .path(desired.path())
                                .tags(Iam.tagList(Tags.wanted(desired.tags(), target.ownerUid())))));
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        tags(target, observed);
        if (new Changed(diff).touches("role")) {
            // A profile holds one role at most.
            removeRole(target, observed.parameters().role());
            var role = target.desired().role();
            if (role != null) {
                iam(target)
                        .call(
                                "AddRoleToInstanceProfile",
                                c -> c.addRoleToInstanceProfile(r -> r.instanceProfileName(target.externalName())
                                        .roleName(role)));
            }
        }
    }

    private static void removeRole(Target<Parameters, AwsSession> target, @Nullable String role) {
        if (role != null) {
            iam(target)
                    .find(
                            "RemoveRoleFromInstanceProfile",
                            c -> c.removeRoleFromInstanceProfile(r ->
                                    r.instanceProfileName(target.externalName()).roleName(role)));
        }
    }

    private static void tags(Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        Tags.edit(target, observed, Parameters::tags)
                .apply(
                        put -> iam(target)
                                .call(
                                        "TagInstanceProfile",
                                        c -> c.tagInstanceProfile(r -> r.instanceProfileName(target.externalName())
                                                .tags(Iam.tagList(put)))),
                        removed -> iam(target)
                                .call(
                                        "UntagInstanceProfile",
                                        c -> c.untagInstanceProfile(r -> r.instanceProfileName(target.externalName())
                                                .tagKeys(removed))));
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        read(target)
                .ifPresent(observed -> removeRole(target, observed.parameters().role()));
        iam(target)
                .find(
                        "DeleteInstanceProfile",
                        c -> c.deleteInstanceProfile(r -> r.instanceProfileName(target.externalName())));
    }

    private static Api<IamClient> iam(Target<Parameters, AwsSession> target) {
        return target.session().iam();
    }
}
