package dev.sluice.provider.aws.secretsmanager;

import static dev.sluice.provider.Kind.Identity.DETERMINISTIC;

import dev.sluice.provider.Kind;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.List;

/** The kinds of Secrets Manager. */
public final class SecretsManagerKinds {
    private SecretsManagerKinds() {}

    public static List<Kind<?, ?, ?, AwsSession>> all() {
        return List.of(Kind.of(Secret.class, DETERMINISTIC, new SecretAdapter()));
    }
}
