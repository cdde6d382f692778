package dev.sluice.provider.aws.kms;

import static dev.sluice.provider.Kind.Identity.DETERMINISTIC;
import static dev.sluice.provider.Kind.Identity.TAGGED;

import dev.sluice.provider.Kind;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.List;

/** The kinds of KMS. */
public final class KmsKinds {
    private KmsKinds() {}

    public static List<Kind<?, ?, ?, AwsSession>> all() {
        return List.of(
                Kind.of(Alias.class, DETERMINISTIC, new AliasAdapter()), Kind.of(Key.class, TAGGED, new KeyAdapter()));
    }
}
