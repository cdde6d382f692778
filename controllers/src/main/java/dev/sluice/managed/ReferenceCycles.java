package dev.sluice.managed;

import dev.sluice.managed.ReferenceIndex.Key;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who waits for whom, and who thereby waits for itself. */
final class ReferenceCycles {
    /** A cycle longer than this search is not found: its members wait and say for what. */
    private static final int MAX_VISITED = 1000;

    private final Map<Key, Set<Key>> waits = new HashMap<>();
    private final Map<Key, List<Key>> told = new HashMap<>();

    /**
     * What a resource waits for, followed to its end.
     *
     * @param cycle from the resource back to itself, both named; empty where it only waits
     * @param affected others for whom this is news
     */
    record Finding(List<Key> cycle, Set<Key> affected) {}

    /** Notes what a resource waits for now, in place of what it waited for before. */
    synchronized Finding waits(Key who, Set<Key> what) {
        if (what.isEmpty()) {
            waits.remove(who);
        } else {
            waits.put(who, Set.copyOf(what));
        }
        var cycle = search(who);
        var before = cycle.isEmpty() ? told.remove(who) : told.put(who, cycle);
        var affected = new HashSet<Key>();
        if (!cycle.equals(before == null ? List.of() : before)) {
            affected.addAll(cycle);
            affected.addAll(before == null ? List.of() : before);
            affected.remove(who);
        }
        return new Finding(cycle, affected);
    }

    /** The shortest way from a resource back to itself. */
    private List<Key> search(Key start) {
        var cameFrom = new HashMap<Key, Key>();
        var due = new ArrayDeque<Key>();
        due.add(start);
        while (!due.isEmpty() && cameFrom.size() < MAX_VISITED) {
            var at = due.remove();
            for (var next : waits.getOrDefault(at, Set.of()).stream()
                    .sorted(ReferenceIndex.BY_NAME)
                    .toList()) {
                if (next.equals(start)) {
                    return way(start, at, cameFrom);
                }
                if (cameFrom.putIfAbsent(next, at) == null) {
                    due.add(next);
                }
            }
        }
        return List.of();
    }

    private static List<Key> way(Key start, Key last, Map<Key, Key> cameFrom) {
        var way = new ArrayList<Key>();
        way.add(start);
        for (var at = last; !at.equals(start); at = cameFrom.getOrDefault(at, start)) {
            way.add(at);
        }
        way.add(start);
        return way.reversed();
    }
}
