package dev.sluice.provider.aws;

import dev.sluice.provider.CloudException;
import dev.sluice.provider.aws.client.AwsSession;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One session per configuration, replaced when the configuration or its Secret changes. Concurrent callers share one
 * attempt to open it; a failed attempt stands for a moment, so that a thousand resources with a wrong key do not ask AWS
 * a thousand times.
 */
final class Sessions implements AutoCloseable {
    private static final int MAX = 64;

    private final Duration failureStands;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Entry {
        private final String version;
        private final CompletableFuture<AwsSession> session = new CompletableFuture<>();
        private volatile long failedAt;

        private Entry(String version) {
            this.version = version;
        }
    }

    Sessions(Duration failureStands) {
        this.failureStands = failureStands;
    }

    /** @throws CloudException when this or the shared attempt fails */
    AwsSession get(String config, String version, Supplier<AwsSession> open) {
        Entry entry;
        boolean mine = false;
        lock.lock();
        try {
            var known = entries.get(config);
            if (known == null || !known.version.equals(version) || isOver(known)) {
                mine = true;
                known = new Entry(version);
                retire(entries.put(config, known));
                evict();
            }
            entry = known;
        } finally {
            lock.unlock();
        }
        if (mine) {
            open(entry, open);
        }
        return await(entry);
    }

    private boolean isOver(Entry entry) {
        return entry.session.isCompletedExceptionally() && System.nanoTime() - entry.failedAt > failureStands.toNanos();
    }

    private static void open(Entry entry, Supplier<AwsSession> open) {
        try {
            entry.session.complete(open.get());
        } catch (RuntimeException e) {
            entry.failedAt = System.nanoTime();
            entry.session.completeExceptionally(e);
        }
    }

    private static AwsSession await(Entry entry) {
        try {
            return entry.session.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void evict() {
        var oldest = entries.values().iterator();
        while (entries.size() > MAX) {
            retire(oldest.next());
            oldest.remove();
        }
    }

    private static void retire(@Nullable Entry entry) {
        if (entry != null) {
            var _ = entry.session.thenAccept(AwsSession::close);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            entries.values().forEach(Sessions::retire);
            entries.clear();
        } finally {
            lock.unlock();
        }
    }
}
