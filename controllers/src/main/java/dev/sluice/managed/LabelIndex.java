package dev.sluice.managed;

import dev.sluice.managed.ReferenceIndex.Key;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every managed resource there is, with its labels. Guarded by its owner's lock. */
final class LabelIndex {
    private final Map<Place, NavigableMap<String, Map<String, String>>> byPlace = new HashMap<>();

    /** @return its labels before; null where it is new */
    @Nullable
    Map<String, String> put(Key key, Map<String, String> labels) {
        return byPlace.computeIfAbsent(Place.of(key), p -> new TreeMap<>()).put(key.name(), labels);
    }

    void putIfAbsent(Key key, Map<String, String> labels) {
        byPlace.computeIfAbsent(Place.of(key), p -> new TreeMap<>()).putIfAbsent(key.name(), labels);
    }

    /** @return its labels before; null where there was none */
    @Nullable
    Map<String, String> remove(Key key) {
        var there = byPlace.get(Place.of(key));
        var before = there == null ? null : there.remove(key.name());
        if (there != null && there.isEmpty()) {
            byPlace.remove(Place.of(key));
        }
        return before;
    }

    /** The labels of a resource; null where there is none. */
    @Nullable
    Map<String, String> of(Key key) {
        var there = byPlace.get(Place.of(key));
        return there == null ? null : there.get(key.name());
    }

    /** The resources that are chosen, in order of their names. */
    List<Key> find(Selection selection) {
        return byPlace.getOrDefault(Place.of(selection), new TreeMap<>()).entrySet().stream()
                .map(e -> Map.entry(
                        new Key(selection.group(), selection.kind(), selection.namespace(), e.getKey()), e.getValue()))
                .filter(e -> selection.matches(e.getKey(), e.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
