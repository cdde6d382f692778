package dev.sluice.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gate.Decision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A cluster in memory. Applying merges the manifest into the object and takes away what the last applied manifest named
 * and this one does not, as server-side apply does.
 */
final class FakeCluster implements ClusterPort {
    private static final Set<String> CLUSTER_SCOPED =
            Set.of("Namespace", "Policy", "CustomResourceDefinition", "ClusterRole");

    final Map<ObjectId, ObjectNode> objects = new ConcurrentHashMap<>();

    /** What was done, in order: {@code apply Queue payments/orders}. */
    final List<String> done = Collections.synchronizedList(new ArrayList<>());

    /** What was read, in order. */
    final List<String> read = Collections.synchronizedList(new ArrayList<>());

    /** Kinds that the cluster does not know. */
    final Set<String> unknown = ConcurrentHashMap.newKeySet();

    /** The kind that is served from then on, by what is applied, for example {@code ConstraintTemplate mustbeowned}. */
    final Map<String, String> makes = new ConcurrentHashMap<>();

    /** Failures by what is tried, for example {@code apply ConfigMap default/a} or {@code scope v1}. */
    final Map<String, RuntimeException> failures = new ConcurrentHashMap<>();

    private final Map<ObjectId, ObjectNode> applied = new ConcurrentHashMap<>();

    @Override
    public Scope scope(String apiVersion, String kind) {
        attempt("scope " + apiVersion);
        if (unknown.contains(kind)) {
            return Scope.UNKNOWN;
        }
        return CLUSTER_SCOPED.contains(kind) ? Scope.CLUSTER : Scope.NAMESPACED;
    }

    @Override
    public Optional<ObjectNode> get(String apiVersion, ObjectId id) {
        attempt("get " + id.display());
        read.add("get " + id.display());
        return Optional.ofNullable(objects.get(id)).map(ObjectNode::deepCopy);
    }

    @Override
    public Map<ObjectId, ObjectNode> list(String apiVersion, String kind, String namespace) {
        attempt("list " + kind);
        read.add("list " + kind);
        return objects.entrySet().stream()
                .filter(e ->
                        e.getKey().kind().equals(kind) && e.getKey().namespace().equals(namespace))
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().deepCopy()));
    }

    @Override
    public ObjectNode dryRun(ObjectNode manifest) {
        var id = id(manifest);
        attempt("dryRun " + id.display());
        var result = objects.containsKey(id) ? objects.get(id).deepCopy() : manifest.deepCopy();
        if (applied.get(id) != null) {
            takeAway(result, applied.get(id), manifest);
        }
        merge(result, manifest);
        return result;
    }

    @Override
    public void apply(Decision.Admitted decision, ObjectNode manifest) {
        var id = id(manifest);
        attempt("apply " + id.display());
        objects.put(id, dryRun(manifest));
        applied.put(id, manifest.deepCopy());
        done.add("apply " + id.display());
        unknown.remove(makes.getOrDefault(id.display(), ""));
    }

    @Override
    public void delete(Decision.Admitted decision, ObjectNode live) {
        var id = id(live);
        attempt("delete " + id.display());
        objects.remove(id);
        applied.remove(id);
        done.add("delete " + id.display());
    }

    /** The object as it stands. */
    ObjectNode at(String kind, String namespace, String name) {
        return objects.entrySet().stream()
                .filter(e -> e.getKey().kind().equals(kind)
                        && e.getKey().namespace().equals(namespace)
                        && e.getKey().name().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no %s %s/%s".formatted(kind, namespace, name)));
    }

    void put(ObjectNode object) {
        objects.put(id(object), object);
    }

    /** Forgets what was done and read so far. */
    void settle() {
        done.clear();
        read.clear();
    }

    private void attempt(String what) {
        var failure = failures.get(what);
        if (failure != null) {
            throw failure;
        }
    }

    private static ObjectId id(ObjectNode object) {
        return new ObjectId(
                ObjectId.group(object.path("apiVersion").asText()),
                object.path("kind").asText(),
                object.at("/metadata/namespace").asText(""),
                object.at("/metadata/name").asText());
    }

    private static void takeAway(ObjectNode from, ObjectNode named, ObjectNode kept) {
        for (var field : named.properties()) {
            if (!kept.has(field.getKey())) {
                from.remove(field.getKey());
            } else if (field.getValue() instanceof ObjectNode deeper
                    && from.get(field.getKey()) instanceof ObjectNode there
                    && kept.get(field.getKey()) instanceof ObjectNode stays) {
                takeAway(there, deeper, stays);
            }
        }
    }

    private static void merge(ObjectNode into, ObjectNode from) {
        from.properties().forEach(e -> {
            if (e.getValue() instanceof ObjectNode deeper && into.get(e.getKey()) instanceof ObjectNode there) {
                merge(there, deeper);
            } else {
                into.set(e.getKey(), e.getValue().deepCopy());
            }
        });
    }
}
