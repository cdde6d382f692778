package dev.sluice.e2e.process;

import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a limit. */
public final class Await {
    private static final long STEP_MILLIS = 20;

    private Await() {}

    /** A look at the world that throws {@link AssertionError} until it is as expected. */
    public interface Look {
        void at() throws Exception;
    }

    /** True as soon as the condition holds, false when the time is over before it does. */
    public static boolean until(Duration limit, BooleanSupplier condition) {
        var deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting", e);
            }
        }
        return true;
    }

    /** Returns as soon as a look passes. When none does in time, fails with what the last one saw. */
    public static void passes(Duration limit, Look look) {
        var last = new Throwable[1];
        var passed = until(limit, () -> {
            try {
                look.at();
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting", e);
            } catch (Exception | AssertionError e) {
                last[0] = e;
                return false;
            }
        });
        if (!passed) {
            var why = Objects.requireNonNull(last[0]);
            throw new AssertionError(
                    "not within %d s: %s"
                            .formatted(limit.toSeconds(), why instanceof AssertionError ? why.getMessage() : why),
                    why);
        }
    }
}
