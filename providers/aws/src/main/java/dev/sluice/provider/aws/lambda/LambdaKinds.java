package dev.sluice.provider.aws.lambda;

import static dev.sluice.provider.Kind.Identity.DETERMINISTIC;

import dev.sluice.provider.Kind;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.List;

/** The kinds of Lambda. */
public final class LambdaKinds {
    private LambdaKinds() {}

    public static List<Kind<?, ?, ?, AwsSession>> all() {
        return List.of(
                Kind.of(Function.class, DETERMINISTIC, new FunctionAdapter()),
                Kind.of(Permission.class, DETERMINISTIC, new PermissionAdapter()));
    }
}
