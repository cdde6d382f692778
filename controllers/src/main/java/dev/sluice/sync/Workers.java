package dev.sluice.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** A fixed number of virtual threads that apply objects side by side. */
final class Workers implements AutoCloseable {
    private static final int COUNT = 16;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            COUNT, Thread.ofVirtual().name("sync-", 0).factory());

    /** Does the work for all of them and returns when all are done. */
    <T> void all(List<T> items, Consumer<T> work) {
        if (items.size() == 1) {
            work.accept(items.getFirst());
            return;
        }
        var running = new ArrayList<Future<?>>();
        items.forEach(item -> running.add(threads.submit(() -> work.accept(item))));
        for (var one : running) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                running.forEach(r -> r.cancel(true));
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while applying", e);
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
