package dev.sluice.gate.rego;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Instances, made on demand, at most one for each processor. */
final class InstancePool {
    private static final Logger LOG = LoggerFactory.getLogger(InstancePool.class);
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Supplier<WasmInstance> factory;
    private final BlockingQueue<WasmInstance> idle;
    private final Semaphore permits;

    InstancePool(Supplier<WasmInstance> factory) {
        var size = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 16);
        this.factory = factory;
        this.idle = new ArrayBlockingQueue<>(size);
        this.permits = new Semaphore(size);
    }

    interface Use<T> {
        T with(WasmInstance instance);
    }

    /**
     * Lends an instance. One that failed, or whose memory grew large, is not used again.
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
            var instance = ready == null ? factory.get() : ready;
            var result = use.with(instance);
            var kept = !instance.isBloated() && idle.offer(instance);
            LOG.trace("the evaluator was {}", kept ? "kept" : "dropped");
            return result;
        } finally {
            permits.release();
        }
    }
}
