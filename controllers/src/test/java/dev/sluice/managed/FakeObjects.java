package dev.sluice.managed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Sluice;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ManagedStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The API server, as far as managed objects go: resource versions are checked, finalizers hold, status is apart. */
final class FakeObjects<P extends Record, O extends Record, R extends ManagedResource<P, O>>
        implements Objects<P, O, R> {
    static final String NAMESPACE = "shop";

    final List<String> writes = new ArrayList<>();

    /** Looked at after each write, with what was written. */
    Consumer<String> afterWrite = what -> {};

    private final Map<String, ObjectNode> stored = new LinkedHashMap<>();
    private final Map<String, Integer> uids = new HashMap<>();
    private final Class<R> type;
    private final Crashes crashes;
    private int version;

    FakeObjects(Class<R> type, Crashes crashes) {
        this.type = type;
        this.crashes = crashes;
    }

    /** Somebody applies a new object. */
    void apply(String name, String forProvider) {
        apply(name, Json.object(forProvider));
    }

    void apply(String name, ObjectNode forProvider) {
        var object = Json.object("""
                {"metadata": {"namespace": "shop", "generation": 1, "annotations": {}, "finalizers": []},
                 "spec": {}}""");
        object.put("apiVersion", HasMetadata.getApiVersion(type)).put("kind", HasMetadata.getKind(type));
        var uid = name + "-uid-" + uids.merge(name, 1, Integer::sum);
        metadata(object).put("name", name).put("uid", uid).put("resourceVersion", next());
        ((ObjectNode) object.get("spec")).set("forProvider", forProvider);
        stored.put(name, object);
    }

    /** Somebody edits the specification. */
    void edit(String name, Consumer<ObjectNode> spec) {
        var object = node(name);
        spec.accept((ObjectNode) object.get("spec"));
        var metadata = metadata(object);
        metadata.put("generation", metadata.get("generation").asInt() + 1).put("resourceVersion", next());
    }

    void parameter(String name, String field, Object value) {
        edit(
                name,
                spec -> ((ObjectNode) spec.get("forProvider")).set(field, ManagedControllers.JSON.valueToTree(value)));
    }

    void policies(String name, String... policies) {
        edit(name, spec -> spec.set("managementPolicies", ManagedControllers.JSON.valueToTree(policies)));
    }

    /** Sets a field of the specification that says how, not what: {@code approval}, {@code driftMode}. */
    void mode(String name, String field, String value) {
        edit(name, spec -> spec.put(field, value));
    }

    /** Parameters for the creation alone. */
    void initially(String name, String initProvider) {
        edit(name, spec -> spec.set("initProvider", Json.object(initProvider)));
    }

    /** Leaves parameters as they are found; each as {@code {path, reason, until}}. */
    void ignore(String name, String... changes) {
        edit(name, spec -> {
            var list = spec.putArray("ignoreChanges");
            for (var change : changes) {
                list.add(Json.object(change));
            }
        });
    }

    /** Asks for the adoption of what exists, by these tags or, with none, by name. */
    void adoption(String name, String policy, Map<String, String> tags) {
        edit(name, spec -> {
            var adoption = spec.putObject("adoption").put("policy", policy);
            if (!tags.isEmpty()) {
                adoption.set("tags", ManagedControllers.JSON.valueToTree(tags));
            }
        });
    }

    void annotate(String name, String key, String value) {
        var metadata = metadata(node(name));
        metadata.withObjectProperty("annotations").put(key, value);
        metadata.put("resourceVersion", next());
    }

    void unannotate(String name, String key) {
        var metadata = metadata(node(name));
        metadata.withObjectProperty("annotations").remove(key);
        metadata.put("resourceVersion", next());
    }

    /** Somebody sets a label. */
    void label(String name, String key, String value) {
        var metadata = metadata(node(name));
        metadata.withObjectProperty("labels").put(key, value);
        metadata.put("resourceVersion", next());
    }

    /** Somebody deletes the object: it stays until its finalizers are gone. */
    void delete(String name) {
        var metadata = metadata(node(name));
        metadata.put("deletionTimestamp", "2026-01-01T00:00:00Z").put("resourceVersion", next());
        goIfFree(name);
    }

    boolean exists(String name) {
        return stored.containsKey(name);
    }

    List<R> all() {
        return stored.values().stream().map(node -> Json.value(node, type)).toList();
    }

    Optional<R> get(String name) {
        return Optional.ofNullable(stored.get(name)).map(node -> Json.value(node, type));
    }

    /** Everything that is stored of an object, as text. */
    String text(String name) {
        return node(name).toString();
    }

    @Override
    public R claim(R object, String externalName, String intent, String location) {
        return write("claim", object, metadata -> {
            var finalizers = metadata.withArrayProperty("finalizers");
            if (finalizers.isEmpty()) {
                finalizers.add(Sluice.FINALIZER);
            }
            var annotations = metadata.withObjectProperty("annotations")
                    .put(Sluice.CREATE_INTENT, intent)
                    .put(Sluice.LOCATION, location);
            if (!externalName.isEmpty()) {
                annotations.put(Sluice.EXTERNAL_NAME, externalName);
            }
        });
    }

    @Override
    public R adopt(R object, String externalName, String intent, String location, String at) {
        return write("adopt", object, metadata -> {
            var finalizers = metadata.withArrayProperty("finalizers");
            if (finalizers.isEmpty()) {
                finalizers.add(Sluice.FINALIZER);
            }
            metadata.withObjectProperty("annotations")
                    .put(Sluice.EXTERNAL_NAME, externalName)
                    .put(Sluice.CREATE_INTENT, intent)
                    .put(Sluice.LOCATION, location)
                    .put(Sluice.ADOPTED, at);
        });
    }

    @Override
    public R retract(R object) {
        return write(
                "retract",
                object,
                metadata -> metadata.withObjectProperty("annotations")
                        .remove(List.of(Sluice.CREATE_INTENT, Sluice.LOCATION)));
    }

    @Override
    public R name(R object, String externalName, String intent) {
        return write(
                "name",
                object,
                metadata -> metadata.withObjectProperty("annotations")
                        .put(Sluice.EXTERNAL_NAME, externalName)
                        .put(Sluice.CREATE_INTENT, intent));
    }

    @Override
    public R reread(R object) {
        return get(object.getMetadata().getName())
                .orElseThrow(() -> new ConflictException(new IllegalStateException("gone")));
    }

    @Override
    public void release(R object) {
        write("release", object, metadata -> metadata.putArray("finalizers"));
    }

    @Override
    public void record(R object, ManagedStatus<P, O> status) {
        status(statusPatch(object, status), "record");
    }

    /** What the framework does with a status patch. */
    void patchStatus(R patch) {
        status(patch, "status");
    }

    private void status(R patch, String what) {
        crashes.around(what, () -> {
            var object = node(patch.getMetadata().getName());
            object.set("status", Json.copy(patch.getStatus()));
            metadata(object).put("resourceVersion", next());
            return written(what);
        });
    }

    @Override
    public R statusPatch(R object, ManagedStatus<P, O> status) {
        var patch = Json.value(Json.object("{}"), type);
        patch.setMetadata(new ObjectMetaBuilder()
                .withNamespace(NAMESPACE)
                .withName(object.getMetadata().getName())
                .build());
        patch.setStatus(status);
        return patch;
    }

    private R write(String what, R object, Consumer<ObjectNode> edit) {
        return crashes.around(what, () -> {
            var name = object.getMetadata().getName();
            var now = stored.get(name);
            if (now == null
                    || !metadata(now)
                            .get("resourceVersion")
                            .asText()
                            .equals(object.getMetadata().getResourceVersion())) {
                throw new ConflictException(new IllegalStateException(what + " on an old version of " + name));
            }
            edit.accept(metadata(now));
            metadata(now).put("resourceVersion", next());
            goIfFree(name);
            written(what);
            return Json.value(now, type);
        });
    }

    private boolean written(String what) {
        writes.add(what);
        afterWrite.accept(what);
        return true;
    }

    private void goIfFree(String name) {
        var metadata = metadata(node(name));
        if (metadata.has("deletionTimestamp") && metadata.get("finalizers").isEmpty()) {
            stored.remove(name);
        }
    }

    private ObjectNode node(String name) {
        var node = stored.get(name);
        if (node == null) {
            throw new AssertionError("there is no object " + name);
        }
        return node;
    }

    private static ObjectNode metadata(ObjectNode object) {
        return (ObjectNode) object.get("metadata");
    }

    private String next() {
        return String.valueOf(++version);
    }
}
