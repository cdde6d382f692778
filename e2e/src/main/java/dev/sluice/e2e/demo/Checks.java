package dev.sluice.e2e.demo;

import dev.sluice.e2e.process.Await;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Assertions that also hold outside a test framework. */
final class Checks {
    private static final Duration LIMIT = Duration.ofSeconds(45);

    private Checks() {}

    static void check(boolean holds, String expectation, @Nullable Object seen) {
        if (!holds) {
            throw new AssertionError("expected %s, but saw %s".formatted(expectation, seen));
        }
    }

    static void same(String what, Object expected, @Nullable Object seen) {
        check(expected.equals(seen), what + " " + expected, seen);
    }

    static void contains(String what, @Nullable String text, String... parts) {
        for (var part : parts) {
            check(text != null && text.contains(part), "%s to say \"%s\"".formatted(what, part), text);
        }
    }

    /** Returns as soon as a look passes; when none does in time, throws what the last one did. */
    static void eventually(Await.Look look) {
        Await.passes(LIMIT, look);
    }
}
