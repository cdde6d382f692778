package dev.sluice.managed;

import dev.sluice.managed.ReferenceIndex.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Says who keeps a resource from being deleted, to those who may look at that resource. */
final class Holders {
    private static final int SHOWN = 5;

    private Holders() {}

    /** Those of other namespaces are named only where a grant lets them refer: everybody knows of those anyway. */
    static String display(Key target, List<Key> holders, Grants grants) {
        var named = holders.stream()
                .filter(h -> h.namespace().equals(target.namespace()) || grants.allows(h, target))
                .toList();
        var others = holders.size() - named.size();
        var parts = new ArrayList<String>();
        if (!named.isEmpty()) {
            parts.add(named.stream().limit(SHOWN).map(Key::display).collect(Collectors.joining(", ")));
        }
        if (named.size() > SHOWN) {
            parts.add("%d more".formatted(named.size() - SHOWN));
        }
        if (others > 0) {
            parts.add(others == 1 ? "one object of another namespace" : others + " objects of other namespaces");
        }
        return String.join(" and ", parts);
    }
}
