package dev.sluice.provider.aws.ssm;

import static dev.sluice.provider.Kind.Identity.DETERMINISTIC;

import dev.sluice.provider.Kind;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.List;

/** The kinds of SSM. */
public final class SsmKinds {
    private SsmKinds() {}

    public static List<Kind<?, ?, ?, AwsSession>> all() {
        return List.of(Kind.of(Parameter.class, DETERMINISTIC, new ParameterAdapter()));
    }
}
