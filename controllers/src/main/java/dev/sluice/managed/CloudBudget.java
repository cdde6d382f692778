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
    private static final double MAX_PER_SECOND = 500;
    private static final double MIN_PER_SECOND = 0.5;
    private static final double RAISE = 1;

    private final ConcurrentHashMap<Key, Rate> rates = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    CloudBudget(LongSupplier nanos) {
        this.nanos = nanos;
    }

    record Key(String account, String region, String service) {}

    /** Takes the next place in the queue and says how long to wait for it. */
    Duration reserve(Key key) {
        return rate(key).reserve(nanos.getAsLong());
    }

    void succeeded(Key key) {
        rate(key).raise();
    }

    void throttled(Key key, @Nullable Duration retryAfter) {
        rate(key).halve(nanos.getAsLong(), retryAfter);
    }

    /** Bounded by the accounts, regions and APIs in use. */
    private Rate rate(Key key) {
        return rates.computeIfAbsent(key, k -> new Rate());
    }

    private static final class Rate {
        private double perSecond = MAX_PER_SECOND;
        private long nextFree = Long.MIN_VALUE;

        synchronized Duration reserve(long now) {
            if (perSecond >= MAX_PER_SECOND && nextFree <= now) {
                return Duration.ZERO;
            }
            var at = Math.max(now, nextFree);
            nextFree = at + (long) (1e9 / perSecond);
            return Duration.ofNanos(at - now);
        }

        synchronized void raise() {
            perSecond = Math.min(MAX_PER_SECOND, perSecond + RAISE);
        }

        synchronized void halve(long now, @Nullable Duration retryAfter) {
            perSecond = Math.max(MIN_PER_SECOND, Math.min(perSecond, 64) / 2);
            var pause = retryAfter == null ? 0 : retryAfter.toNanos();
            nextFree = Math.max(nextFree, now + pause);
        }
    }
}
