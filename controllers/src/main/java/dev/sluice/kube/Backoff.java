package dev.sluice.kube;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Exponential backoff with jitter for each object, from one second to five minutes. */
public final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LAST = Duration.ofMinutes(5);
    private static final int MAX_DOUBLINGS = 9;

    /** Failures in a row by key; an entry goes when its object works again or is gone. */
    private final ConcurrentHashMap<String, Integer> failures = new ConcurrentHashMap<>();

    /** Counts a failure and says how long to wait. */
    public Duration next(String key) {
        var doublings = Math.min(MAX_DOUBLINGS, failures.merge(key, 1, Integer::sum) - 1);
        var delay = FIRST.multipliedBy(1L << doublings);
        return jittered(delay.compareTo(LAST) > 0 ? LAST : delay, 0.2);
    }

    public void reset(String key) {
        failures.remove(key);
    }

    /** The duration, up to {@code share} shorter or longer, so that many objects do not come back at once. */
    public static Duration jittered(Duration duration, double share) {
        var factor = 1 + share * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Duration.ofMillis(Math.max(1, (long) (duration.toMillis() * factor)));
    }
}
