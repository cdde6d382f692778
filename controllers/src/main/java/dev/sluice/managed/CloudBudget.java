package dev.sluice.managed;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How fast calls may be started, for each account, region and API: shared by all kinds, so that one that is throttled
 * slows its own API and nothing else. Halved when the cloud throttles, raised a little by every call that works.
 */
final class CloudBudget {
    static final double MAX_PER_SECOND = 500;
    private static final double MIN_PER_SECOND = 0.5;
    private static final double FIRST_WHEN_THROTTLED = 32;
    private static final double RAISE = 1;

    /** Calls that were under way together are throttled together: that is one sign, not many. */
    private static final long ONE_SIGN = Duration.ofSeconds(1).toNanos();

    private final ConcurrentHashMap<Key, Rate> rates = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    CloudBudget(LongSupplier nanos) {
        this.nanos = nanos;
    }

    record Key(String account, String region, String service) {}

    /**
     * Asks for the next place in the queue.
     *
     * @return how long to wait for it; where that is more than {@code longest} no place is taken, so that those who
     *     come back later do not queue behind themselves
     */
    Duration reserve(Key key, Duration longest) {
        return rate(key).reserve(nanos.getAsLong(), longest.toNanos());
    }

    void succeeded(Key key) {
        rate(key).raise();
    }

    void throttled(Key key, @Nullable Duration retryAfter) {
        rate(key).halve(nanos.getAsLong(), retryAfter);
    }

    /** Bounded by the accounts, regions and APIs in use. */
    private Rate rate(Key key) {
        return rates.computeIfAbsent(key, k -> new Rate(nanos.getAsLong()));
    }

    private static final class Rate {
        private double perSecond = MAX_PER_SECOND;
        private long nextFree;
        private long lastHalved;

        Rate(long now) {
            nextFree = now;
            lastHalved = now - ONE_SIGN;
        }

        synchronized Duration reserve(long now, long longest) {
            if (perSecond >= MAX_PER_SECOND && nextFree - now <= 0) {
                return Duration.ZERO;
            }
            var wait = Math.max(0, nextFree - now);
            if (wait <= longest) {
                nextFree = now + wait + (long) (1e9 / perSecond);
            }
            return Duration.ofNanos(wait);
        }

        synchronized void raise() {
            perSecond = Math.min(MAX_PER_SECOND, perSecond + RAISE);
        }

        synchronized void halve(long now, @Nullable Duration retryAfter) {
            if (now - lastHalved >= ONE_SIGN) {
                perSecond = Math.max(MIN_PER_SECOND, Math.min(perSecond / 2, FIRST_WHEN_THROTTLED));
                lastHalved = now;
            }
            var pause = now + (retryAfter == null ? 0 : retryAfter.toNanos());
            if (pause - nextFree > 0) {
                nextFree = pause;
            }
        }
    }
}
