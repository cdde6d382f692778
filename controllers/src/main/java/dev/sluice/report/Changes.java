package dev.sluice.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What waits to be judged, each once; too much at a time is given up for a look at everything. */
final class Changes {
    private static final int MAX = 5000;

    /** Guarded by this. */
    private final LinkedHashSet<Change> waiting = new LinkedHashSet<>();

    /** Guarded by this: a look at everything is due. */
    private boolean everything = true;

    sealed interface Change {}

    record Changed(AuditedKind kind, String namespace, String name) implements Change {}

    record Gone(String namespace, String uid) implements Change {}

    synchronized void add(Change change) {
        if (waiting.size() < MAX) {
            waiting.add(change);
        } else {
            everything = true;
        }
        notifyAll();
    }

    synchronized void everything() {
        everything = true;
        notifyAll();
    }

    /** Whether a look at everything is due; it is not any more, and what waited is part of it. */
    synchronized boolean takeEverything() {
        var due = everything;
        everything = false;
        if (due) {
            waiting.removeIf(c -> c instanceof Changed);
        }
        return due;
    }

    /** Some of what waits. */
    synchronized List<Change> take(int limit) {
        var taken = new ArrayList<Change>();
        var all = waiting.iterator();
        while (all.hasNext() && taken.size() < limit) {
            taken.add(all.next());
            all.remove();
        }
        return taken;
    }

    /** Waits until there is something to do, no longer than this. */
    synchronized void await(long milliseconds) throws InterruptedException {
        var deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        while (waiting.isEmpty() && !everything) {
            var left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }
}
