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
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.iam.User.Outputs;
import dev.sluice.provider.aws.iam.User.Parameters;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.IamClient;

/** Maps a user to IAM. */
final class UserAdapter implements Adapter<Parameters, Outputs, AwsSession> {

    @Override
    public String region(Parameters desired, AwsSession session) {
        return Iam.REGION;
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var name = target.externalName();
        return iam(target)
                .find("GetUser", c -> c.getUser(r -> r.userName(name)).user())
                .map(user -> {
                    var tags = Iam.tagMap(user.tags());
                    var boundary = user.permissionsBoundary();
                    var parameters = new Parameters(
                            user.path(),
                            boundary == null ? null : boundary.permissionsBoundaryArn(),
                            null,
                            Tags.parameter(tags));
                    return Observed.available(
                            parameters, new Outputs(user.arn(), name, user.userId()), Tags.owner(tags));
                });
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        iam(target)
                .call(
                        "CreateUser",
                        c -> c.createUser(r -> r.userName(target.externalName())
                                .path(desired.path())
                                .permissionsBoundary(desired.permissionsBoundary())
                                .tags(Iam.tagList(Tags.wanted(desired.tags(), target.ownerUid())))));
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var changed = new Changed(diff);
        tags(target, observed);
        if (changed.touches("path")) {
            iam(target)
                    .call(
                            "UpdateUser",
                            c -> c.updateUser(r -> r.userName(target.externalName())
                                    .newPath(target.desired().path())));
        }
        if (changed.touches("permissionsBoundary")) {
            permissionsBoundary(target);
        }
    }

    private static void permissionsBoundary(Target<Parameters, AwsSession> target) {
        var name = target.externalName();
        var boundary = target.desired().permissionsBoundary();
        if (boundary == null) {
            iam(target)
                    .call("DeleteUserPermissionsBoundary", c -> c.deleteUserPermissionsBoundary(r -> r.userName(name)));
        } else {
            iam(target)
                    .call(
                            "PutUserPermissionsBoundary",
                            c -> c.putUserPermissionsBoundary(
                                    r -> r.userName(name).permissionsBoundary(boundary)));
        }
    }

    private static void tags(Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        Tags.edit(target, observed, Parameters::tags)
                .apply(
                        put -> iam(target)
                                .call(
                                        "TagUser",
                                        c -> c.tagUser(r -> r.userName(target.externalName())
                                                .tags(Iam.tagList(put)))),
                        removed -> iam(target)
                                .call(
                                        "UntagUser",
                                        c -> c.untagUser(r -> r.userName(target.externalName())
                                                .tagKeys(removed))));
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        try {
            iam(target).find("DeleteUser", c -> c.deleteUser(r -> r.userName(target.externalName())));
        } catch (CloudException failure) {
            if (failure.code().equals("DeleteConflict")) {
                throw Api.reworded(
                        failure,
                        new CloudError.Conflict(
                                "the user still has access keys, a password, MFA devices, groups or policies that were not made by Sluice; remove them in AWS, or leave Delete out of spec.managementPolicies to keep the user"));
            }
            throw failure;
        }
    }

    private static Api<IamClient> iam(Target<Parameters, AwsSession> target) {
        return target.session().iam();
    }
}
