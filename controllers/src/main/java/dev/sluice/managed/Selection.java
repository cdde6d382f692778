package dev.sluice.managed;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Resources that are referred to by their labels.
 *
 * @param scope which of them may be: all in the own namespace, what is granted in another
 */
record Selection(String group, String kind, String namespace, Map<String, String> labels, Grants.Scope scope) {

    boolean matches(ReferenceIndex.Key key, Map<String, String> itsLabels) {
        return key.group().equals(group)
                && key.kind().equals(kind)
                && key.namespace().equals(namespace)
                && scope.covers(key.name())
                && itsLabels.entrySet().containsAll(labels.entrySet());
    }

    /** {@code app=shop, tier=db}. */
    String display() {
        return new TreeMap<>(labels)
                .entrySet().stream().map(l -> l.getKey() + "=" + l.getValue()).collect(Collectors.joining(", "));
    }
}
