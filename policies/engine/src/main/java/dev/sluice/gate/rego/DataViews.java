package dev.sluice.gate.rego;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Policy.InventoryKind;
import dev.sluice.gate.Inventory;
import dev.sluice.gate.Inventory.Contents;
import dev.sluice.gate.Inventory.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What policies read below {@code data} besides Rego: each its documents, and of the objects in the cluster the kinds
 * that it declares. Policies that declare the same share a view. A view is written anew only when something in it has
 * changed.
 */
final class DataViews {
    /** Of a policy that is given nothing. */
    static final int NONE = -1;

    /** For all views that one decision looks at; they take several times as much of an evaluator's memory. */
    static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final int MAX_OBJECTS = 20_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Snapshot NOTHING = new Snapshot(Map.of());

    private final List<View> views = new ArrayList<>();
    private final Map<String, Integer> byPolicy = new HashMap<>();

    /** Guarded by this. */
    private Snapshot last = NOTHING;

    /** Guarded by this: of the last snapshot, as far as anybody asked. */
    private final Map<Integer, Content> written = new HashMap<>();

    private record View(@Nullable JsonNode documents, List<InventoryKind> kinds) {}

    /** What there is to see, or why nothing can be seen. */
    sealed interface Content {
        /** @param data a JSON object; the same array as long as nothing has changed */
        @SuppressWarnings("ArrayRecordComponent") // compared by identity
        record Json(byte[] data) implements Content {}

        record Unavailable(String why) implements Content {}
    }

    DataViews(Collection<PolicyDefinition> policies) {
        for (var policy : policies) {
            var declares =
                    policy.declares(Relocation.Subtree.DOCUMENTS) || policy.declares(Relocation.Subtree.INVENTORY);
            byPolicy.put(policy.name(), declares ? index(view(policy)) : NONE);
        }
    }

    private static View view(PolicyDefinition policy) {
        return new View(
                policy.documents(),
                policy.inventory().stream()
                        .map(Inventory::key)
                        .distinct()
                        .sorted(Comparator.comparing(InventoryKind::toString))
                        .toList());
    }

    private int index(View view) {
        if (!views.contains(view)) {
            views.add(view);
        }
        return views.indexOf(view);
    }

    int of(PolicyDefinition policy) {
        return byPolicy.getOrDefault(policy.name(), NONE);
    }

    /** What a view shows of a snapshot. Decisions may be made with different ones at once; the latest is kept. */
    @SuppressWarnings("ReferenceEquality") // what has not changed is the same instance
    synchronized Content content(int view, Snapshot snapshot) {
        if (snapshot != last) {
            var before = last;
            written.keySet().removeIf(v -> differs(views.get(v), before, snapshot));
            last = snapshot;
        }
        return written.computeIfAbsent(view, v -> write(views.get(v), snapshot));
    }

    @SuppressWarnings("ReferenceEquality") // what has not changed is the same instance
    private static boolean differs(View view, Snapshot before, Snapshot now) {
        return view.kinds().stream().anyMatch(kind -> before.of(kind) != now.of(kind));
    }

    private static Content write(View view, Snapshot snapshot) {
        var data = JSON.createObjectNode();
        if (view.documents() != null) {
            data.set("documents", view.documents());
        }
        if (!view.kinds().isEmpty()) {
            var why = putInventory(data.putObject("inventory"), view.kinds(), snapshot);
            if (why != null) {
                return new Content.Unavailable(why);
            }
        }
        if (PolicyInput.isTooDeep(data)) {
            return new Content.Unavailable("an object or document that it reads is nested too deeply");
        }
        try {
            var bytes = JSON.writeValueAsBytes(data);
            return bytes.length > MAX_BYTES
                    ? new Content.Unavailable("what it reads is larger than %d bytes".formatted(MAX_BYTES))
                    : new Content.Json(bytes);
        } catch (JsonProcessingException e) {
            return new Content.Unavailable("what it reads cannot be written: " + e.getOriginalMessage());
        }
    }

    /** In Gatekeeper's shape. Returns why it is not possible, or null. */
    private static @Nullable String putInventory(ObjectNode inventory, List<InventoryKind> kinds, Snapshot snapshot) {
        var cluster = inventory.putObject("cluster");
        var namespaces = inventory.putObject("namespace");
        var count = 0;
        for (var kind : kinds) {
            var groupVersion = groupVersion(kind);
            switch (snapshot.of(kind)) {
                case Contents.Unavailable(var why) -> {
                    return "the inventory has no %s (%s): %s".formatted(kind.kind(), groupVersion, why);
                }
                case Contents.Objects(var objects, var _) -> {
                    count += objects.size();
                    if (count > MAX_OBJECTS) {
                        return "the inventory that it reads has more than %d objects".formatted(MAX_OBJECTS);
                    }
                    for (var object : objects) {
                        var namespace = object.at("/metadata/namespace").asText("");
                        var place = namespace.isEmpty() ? cluster : namespaces.withObjectProperty(namespace);
                        place.withObjectProperty(groupVersion)
                                .withObjectProperty(kind.kind())
                                .set(object.at("/metadata/name").asText(), object);
                    }
                }
            }
        }
        return null;
    }

    private static String groupVersion(InventoryKind kind) {
        return kind.group() == null || kind.group().isEmpty() ? kind.version() : kind.group() + "/" + kind.version();
    }
}
