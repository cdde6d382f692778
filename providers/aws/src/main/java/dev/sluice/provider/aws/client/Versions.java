package dev.sluice.provider.aws.client;

import org.jspecify.annotations.Nullable;

/** Versions of engines as parameters. */
public final class Versions {
    private Versions() {}

    /** A version that is wished for by its beginning, such as 17, is any that begins with it, such as 17.2. */
    public static @Nullable String asWished(@Nullable String wished, @Nullable String reported) {
        return wished != null && reported != null && reported.startsWith(wished + ".") ? wished : reported;
    }
}
