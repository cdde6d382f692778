package dev.sluice.gate.rego;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Instances of one program, made on demand, at most one for each processor. */
final class InstancePool {
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final WasmProgram program;
    private final BlockingQueue<WasmInstance> idle;
    private final Semaphore permits;

    InstancePool(WasmProgram program) {
        var size = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 16);
        this.program = program;
        this.idle = new ArrayBlockingQueue<>(size);
        this.permits = new Semaphore(size);
    }

    interface Use<T> {
        T with(WasmInstance instance);
    }

    /**
     * Lends an instance. One that failed is not used again.
     *
     * @throws IllegalStateException when none becomes free in time
     */
    <T> T use(Use<T> use) {
        try {
            if (!permits.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("all evaluators were busy for %d s".formatted(WAIT.toSeconds()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an evaluator", e);
        }
        try {
            var ready = idle.poll();
            var instance = ready == null ? program.newInstance() : ready;
            var result = use.with(instance);
            var unused = idle.offer(instance);
            return result;
        } finally {
            permits.release();
        }
    }
}
