package dev.sluice.gate.rego;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Bounds pieces of work in time by interrupting their thread, which the runtime looks at on every branch. One watchdog
 * serves one thread during one decision, and most decisions end before it looks for the first time.
 */
final class Watchdog implements AutoCloseable {
    private static final long EVERY_MILLIS = 25;
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final Alarm alarm = new Alarm(Thread.currentThread());
    private final Future<?> looking =
            TIMER.scheduleWithFixedDelay(alarm::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);

    private static ScheduledThreadPoolExecutor timer() {
        var timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("policy-watchdog").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** @throws WasmInstance.EvaluationException when the limit is reached */
    <T> T within(Duration limit, Supplier<T> work) {
        alarm.set(System.nanoTime() + limit.toNanos());
        try {
            return work.get();
        } catch (ChicoryInterruptedException e) {
            if (alarm.rang()) {
                throw new WasmInstance.EvaluationException(
                        "the evaluation took longer than %d ms and was stopped".formatted(limit.toMillis()));
            }
            throw e;
        } finally {
            alarm.silence();
        }
    }

    /** For work outside WebAssembly that may be long. */
    static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new ChicoryInterruptedException("Thread interrupted");
        }
    }

    @Override
    public void close() {
        looking.cancel(false);
    }

    /** Interrupts at most once for each time that it is set, and never after the work has ended. */
    private static final class Alarm {
        private final Thread thread;
        private long deadline;
        private boolean set;
        private boolean rang;

        Alarm(Thread thread) {
            this.thread = thread;
        }

        synchronized void set(long nanoTime) {
            deadline = nanoTime;
            set = true;
            rang = false;
        }

        synchronized void look() {
            if (set && !rang && System.nanoTime() - deadline >= 0) {
                rang = true;
                thread.interrupt();
            }
        }

        synchronized boolean rang() {
            return rang;
        }

        synchronized void silence() {
            set = false;
            if (rang) {
                Thread.interrupted();
            }
        }
    }
}
