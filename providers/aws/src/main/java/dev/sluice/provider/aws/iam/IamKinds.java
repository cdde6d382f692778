package dev.sluice.provider.aws.iam;

import static dev.sluice.provider.Kind.Identity.DETERMINISTIC;

import dev.sluice.provider.Kind;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.List;

/** The kinds of IAM. */
public final class IamKinds {
    private IamKinds() {}

    public static List<Kind<?, ?, ?, AwsSession>> all() {
        return List.of(
                Kind.of(InstanceProfile.class, DETERMINISTIC, new InstanceProfileAdapter()),
                Kind.of(OpenIDConnectProvider.class, DETERMINISTIC, new OpenIDConnectProviderAdapter()),
                Kind.of(Policy.class, DETERMINISTIC, new PolicyAdapter()),
                Kind.of(Role.class, DETERMINISTIC, new RoleAdapter()),
                Kind.of(RolePolicyAttachment.class, DETERMINISTIC, new RolePolicyAttachmentAdapter()),
                Kind.of(User.class, DETERMINISTIC, new UserAdapter()));
    }
}
