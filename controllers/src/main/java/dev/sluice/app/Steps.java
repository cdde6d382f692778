package dev.sluice.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Parts of the start that do not need each other, at once. Whoever closes it waits for all of them, so that none outlives a
 * start that fails.
 *
 * <p>Platform threads: the start is mostly the loading of classes, during which a virtual thread holds its carrier.
 */
final class Steps implements AutoCloseable {
    private static final int AT_ONCE = 4;

    private final ExecutorService threads = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().name("start-", 0).factory());
    private final List<Future<?>> begun = new ArrayList<>();

    <T> Future<T> begin(Callable<T> step) {
        var future = threads.submit(step);
        begun.add(future);
        return future;
    }

    void begin(Runnable step) {
        begun.add(threads.submit(step));
    }

    /** Waits for all of them, and fails as the first of them failed. */
    void join() {
        begun.forEach(Steps::result);
    }

    /** What a step gave, once it has ended. */
    static <T> T result(Future<T> step) {
        try {
            return step.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while starting");
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
