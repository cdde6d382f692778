package dev.sluice.provider.aws.client;

import org.jspecify.annotations.Nullable;

/** KMS keys as parameters. */
public final class KmsKeys {
    /** A key by its ARN or its id; not by an alias, because services report the key behind it. */
    public static final String PATTERN = "^(arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/)?[A-Za-z0-9-]+$";

    private KmsKeys() {}

    /** Services report a key by its ARN; one that is wished for by its id comes back as it was wished for. */
    public static @Nullable String asWished(@Nullable String wished, @Nullable String reported) {
        return wished != null && reported != null && reported.endsWith(":key/" + wished) ? wished : reported;
    }
}
