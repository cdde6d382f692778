package dev.sluice.provider.aws.iam;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.iam.RolePolicyAttachment.Outputs;
import dev.sluice.provider.aws.iam.RolePolicyAttachment.Parameters;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;

/** Maps an attachment to IAM: it is there or not, and never changes. */
final class RolePolicyAttachmentAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    /** A role takes 25 policies at most; ends a listing that goes in circles. */
    private static final int MAX_PAGES = 5;

    @Override
    public boolean carriesOwnerTag() {
        return false;
    }

    @Override
    public String region(Parameters desired, AwsSession session) {
        return Iam.REGION;
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        if (desired.role() == null || desired.policyArn() == null) {
            // Only an object that never found what it refers to gets here, on its deletion.
            return Optional.empty();
        }
        return attached(target, desired.role(), desired.policyArn())
                .map(policy -> Observed.available(
                        new Parameters(desired.role(), null, policy.policyArn(), null),
                        new Outputs(policy.policyName()),
                        null));
    }

    private static Optional<AttachedPolicy> attached(
            Target<Parameters, AwsSession> target, String role, String policyArn) {
        String next = null;
        for (int page = 0; page < MAX_PAGES; page++) {
            var marker = next;
            var answer = iam(target)
                    .find(
                            "ListAttachedRolePolicies",
                            c -> c.listAttachedRolePolicies(
                                    r -> r.roleName(role).marker(marker)));
            var found = answer.stream()
                    .flatMap(a -> a.attachedPolicies().stream())
                    .filter(policy -> policyArn.equals(policy.policyArn()))
                    .findFirst();
            next = answer.map(a -> Boolean.TRUE.equals(a.isTruncated()) ? a.marker() : null)
                    .orElse(null);
            if (found.isPresent() || next == null) {
                return found;
            }
        }
        return Optional.empty();
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        iam(target)
                .call(
                        "AttachRolePolicy",
                        c -> c.attachRolePolicy(r -> r.roleName(desired.role()).policyArn(desired.policyArn())));
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        // Another role or policy is another attachment, so no difference gets here.
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        if (desired.role() != null && desired.policyArn() != null) {
            iam(target)
                    .find(
                            "DetachRolePolicy",
                            c -> c.detachRolePolicy(
                                    r -> r.roleName(desired.role()).policyArn(desired.policyArn())));
        }
    }

    private static Api<IamClient> iam(Target<Parameters, AwsSession> target) {
        return target.session().iam();
    }
}
