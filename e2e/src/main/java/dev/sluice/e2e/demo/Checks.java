package dev.sluice.e2e.demo;

import dev.sluice.e2e.process.Await;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Assertions that also hold outside a test framework. */
final class Checks {
    private static final Duration LIMIT = Duration.ofSeconds(45);

    private Checks() {}

    /** A look at the world that throws {@link AssertionError} until it is as expected. */
    interface Look {
        void at() throws Exception;
    }

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
    static void eventually(Look look) {
        var last = new Throwable[1];
        var passed = Await.until(LIMIT, () -> {
            try {
                look.at();
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } catch (Exception | AssertionError e) {
                last[0] = e;
                return false;
            }
        });
        if (!passed) {
            var why = Objects.requireNonNull(last[0]);
            throw new AssertionError(
                    "not within %d s: %s"
                            .formatted(LIMIT.toSeconds(), why instanceof AssertionError ? why.getMessage() : why),
                    why);
        }
    }
}
