package dev.sluice.gate.rego;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The OPAs beside this process: one for each distinct collection of modules, so that a policy set is never answered by
 * the modules of another. At most {@link #RUNNING} of them run: the one in force and the one before or after it.
 */
final class OpaServers implements AutoCloseable {
    private static final int RUNNING = 2;

    private final Path binary;

    /** Guarded by this: sets that have the same modules share a server; without a set there is no use for it. */
    private final Map<String, WeakReference<OpaServer>> known = new HashMap<>();

    /** Guarded by this: the one started last is the last. */
    private final Deque<OpaServer> running = new ArrayDeque<>();

    private boolean closed;

    OpaServers(Path binary) {
        this.binary = binary;
    }

    synchronized OpaServer of(Collection<RegoModule> modules) {
        known.values().removeIf(reference -> reference.get() == null);
        var key = modules.stream().map(RegoModule::id).sorted().collect(Collectors.joining(" "));
        var reference = known.get(key);
        var server = reference == null ? null : reference.get();
        if (server == null) {
            server = new OpaServer(binary, List.copyOf(modules), this);
            known.put(key, new WeakReference<>(server));
        }
        return server;
    }

    /**
     * A server is about to start; the one that was started first makes room.
     *
     * @throws IllegalStateException when all have been ended
     */
    void starting(OpaServer server) {
        OpaServer oldest = null;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("Sluice is ending");
            }
            running.remove(server);
            running.add(server);
            if (running.size() > RUNNING) {
                oldest = running.removeFirst();
            }
        }
        if (oldest != null) {
            oldest.stop();
        }
    }

    synchronized void stopped(OpaServer server) {
        running.remove(server);
    }

    @Override
    public void close() {
        List<OpaServer> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(running);
        }
        all.forEach(OpaServer::stop);
    }
}
