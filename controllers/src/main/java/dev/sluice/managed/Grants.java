package dev.sluice.managed;

import dev.sluice.api.ReferenceGrant;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who may refer to what in another namespace. Nobody may until the grants have been read.
 *
 * <p>As large as there are grants. Nothing is called while the lock is held.
 */
final class Grants implements ResourceEventHandler<ReferenceGrant> {
    private final Map<String, Map<String, ReferenceGrant.Spec>> byNamespace = new HashMap<>();
    private final Consumer<String> changed;

    /** @param changed told the namespace whose grants have changed */
    Grants(Consumer<String> changed) {
        this.changed = changed;
    }

    /** Which resources of one kind and namespace may be referred to. */
    record Scope(boolean all, Set<String> names) {
        static final Scope EVERYTHING = new Scope(true, Set.of());

        boolean covers(String name) {
            return all || names.contains(name);
        }

        boolean isEmpty() {
            return !all && names.isEmpty();
        }
    }

    /** What {@code referrer} may refer to. */
    Scope scope(ReferenceIndex.Key referrer, String group, String kind, String namespace) {
        if (namespace.equals(referrer.namespace())) {
            return Scope.EVERYTHING;
        }
        var names = new HashSet<String>();
        synchronized (this) {
            for (var grant : byNamespace.getOrDefault(namespace, Map.of()).values()) {
                if (grant.from().stream().noneMatch(from -> isFrom(referrer, from))) {
                    continue;
                }
                for (var to : grant.to()) {
                    if (to.group().equals(group) && to.kind().equals(kind)) {
                        if (to.name() == null) {
                            return Scope.EVERYTHING;
                        }
                        names.add(to.name());
                    }
                }
            }
        }
        return new Scope(false, Set.copyOf(names));
    }

    boolean allows(ReferenceIndex.Key referrer, ReferenceIndex.Key target) {
        return scope(referrer, target.group(), target.kind(), target.namespace())
                .covers(target.name());
    }

    private static boolean isFrom(ReferenceIndex.Key referrer, ReferenceGrant.From from) {
        return from.group().equals(referrer.group())
                && from.kind().equals(referrer.kind())
                && from.namespace().equals(referrer.namespace());
    }

    @Override
    public void onAdd(ReferenceGrant grant) {
        var metadata = grant.getMetadata();
        synchronized (this) {
            byNamespace
                    .computeIfAbsent(metadata.getNamespace(), n -> new HashMap<>())
                    .put(metadata.getName(), grant.getSpec());
        }
        changed.accept(metadata.getNamespace());
    }

    @Override
    public void onUpdate(ReferenceGrant before, ReferenceGrant now) {
        if (!before.getSpec().equals(now.getSpec())) {
            onAdd(now);
        }
    }

    @Override
    public void onDelete(ReferenceGrant grant, boolean finalStateUnknown) {
        var metadata = grant.getMetadata();
        synchronized (this) {
            byNamespace.computeIfPresent(metadata.getNamespace(), (namespace, grants) -> {
                grants.remove(metadata.getName());
                return grants.isEmpty() ? null : grants;
            });
        }
        changed.accept(metadata.getNamespace());
    }
}
