package dev.sluice.gate.rego;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Bounds an evaluation in time by interrupting its thread, which the runtime looks at on every branch. */
final class Watchdog {
    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("policy-watchdog").daemon().factory());

    private Watchdog() {}

    /** @throws WasmInstance.EvaluationException when the limit is reached */
    static <T> T within(Duration limit, Supplier<T> work) {
        var alarm = new Alarm(Thread.currentThread());
        var scheduled = TIMER.schedule(alarm::ring, limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return work.get();
        } catch (ChicoryInterruptedException e) {
            if (alarm.rang()) {
                throw new WasmInstance.EvaluationException(
                        "the evaluation took longer than %d ms and was stopped".formatted(limit.toMillis()));
            }
            throw e;
        } finally {
            scheduled.cancel(false);
            alarm.silence();
        }
    }

    /** For work outside WebAssembly that may be long. */
    static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new ChicoryInterruptedException("Thread interrupted");
        }
    }

    /** Interrupts at most once, and never after the work has ended. */
    private static final class Alarm {
        private final Thread thread;
        private boolean done;
        private boolean rang;

        Alarm(Thread thread) {
            this.thread = thread;
        }

        synchronized void ring() {
            if (!done) {
                rang = true;
                thread.interrupt();
            }
        }

        synchronized boolean rang() {
            return rang;
        }

        synchronized void silence() {
            done = true;
            if (rang) {
                Thread.interrupted();
            }
        }
    }
}
