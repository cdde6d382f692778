package dev.sluice.e2e.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same work over and over on some threads, for a while, with the time that each took. */
final class Load {
    private static final int MAX_SAMPLES = 2_000_000;

    private final long[] nanos;
    private final Duration time;

    private Load(long[] nanos, Duration time) {
        this.nanos = nanos;
        this.time = time;
    }

    interface Work {
        void once() throws Exception;
    }

    /** @throws Exception what the work threw: a failing work measures nothing */
    static Load of(int threads, Duration time, Work work) throws Exception {
        var until = System.nanoTime() + time.toNanos();
        var samples = new ArrayList<long[]>();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var running = new ArrayList<Future<long[]>>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(() -> repeat(work, until)));
            }
            for (var one : running) {
                samples.add(one.get());
            }
        }
        var nanos = samples.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Load(nanos, time);
    }

    private static long[] repeat(Work work, long until) throws Exception {
        var nanos = new long[1024];
        var count = 0;
        while (count < MAX_SAMPLES) {
            var began = System.nanoTime();
            if (began > until) {
                break;
            }
            work.once();
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, count * 2);
            }
            nanos[count++] = System.nanoTime() - began;
        }
        return Arrays.copyOf(nanos, count);
    }

    double perSecond() {
        return nanos.length * 1e9 / time.toNanos();
    }

    Duration p50() {
        return Duration.ofNanos(nanos[nanos.length / 2]);
    }

    Duration p99() {
        return Duration.ofNanos(nanos[(int) (nanos.length * 0.99)]);
    }

    Duration slowest() {
        return Duration.ofNanos(nanos[nanos.length - 1]);
    }

    /** For example {@code 1836/s, p50 445 µs, p99 978 µs}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.0f/s, p50 %s, p99 %s", perSecond(), text(p50()), text(p99()));
    }

    static String text(Duration time) {
        return time.toMillis() >= 10
                ? String.format(Locale.ROOT, "%.0f ms", time.toNanos() / 1e6)
                : time.toNanos() >= 1_000_000
                        ? String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6)
                        : String.format(Locale.ROOT, "%.0f µs", time.toNanos() / 1e3);
    }
}
