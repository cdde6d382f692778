package dev.sluice.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Policy;
import dev.sluice.cli.verify.TestFiles.FailedException;
import dev.sluice.gate.Inventory;
import dev.sluice.gate.Labels;
import dev.sluice.gate.Namespaces;
import dev.sluice.gate.rego.PolicyDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The cluster of one case: the objects of its inventory. One case is run at a time. */
final class CaseWorld implements Namespaces, Inventory {
    private List<ObjectNode> objects = List.of();
    private List<Policy.InventoryKind> asked = List.of();

    <T> T with(List<ObjectNode> inventory, Supplier<T> work) {
        objects = List.copyOf(inventory);
        try {
            return work.get();
        } finally {
            objects = List.of();
        }
    }

    @Override
    public @Nullable Map<String, String> labels(String name) {
        return objects.stream()
                .filter(o -> o.path("kind").asText("").equals("Namespace")
                        && o.path("apiVersion").asText("").equals("v1")
                        && o.path("metadata").path("name").asText("").equals(name))
                .findFirst()
                .map(Labels::of)
                .orElse(null);
    }

    /** Whatever kind is asked for: one that the case does not bring has no objects. */
    @Override
    public Snapshot snapshot() {
        var now = Instant.now();
        var found = new HashMap<Policy.InventoryKind, List<JsonNode>>();
        asked.forEach(kind -> found.put(Inventory.key(kind), new ArrayList<>()));
        objects.forEach(
                o -> found.computeIfAbsent(kind(o), k -> new ArrayList<>()).add(o));
        var contents = new HashMap<Policy.InventoryKind, Contents>();
        found.forEach((kind, all) -> contents.put(kind, new Contents.Objects(all, now)));
        return new Snapshot(contents);
    }

    /** The kinds that the policy of the next cases reads. */
    void asks(List<Policy.InventoryKind> kinds) {
        asked = List.copyOf(kinds);
    }

    /** All that the cases of a test put into their clusters, and what the policy asks for; never empty. */
    static List<Policy.InventoryKind> kinds(Suite.Test test, TestFiles files, PolicyDefinition policy)
            throws FailedException {
        var kinds = new LinkedHashSet<>(policy.inventory());
        for (var one : test.cases()) {
            for (var object : files.inventory(one.inventory())) {
                kinds.add(kind(object));
            }
        }
        if (kinds.isEmpty()) {
            kinds.add(new Policy.InventoryKind("", "v1", "Namespace"));
        }
        return new ArrayList<>(kinds);
    }

    private static Policy.InventoryKind kind(ObjectNode object) {
        var apiVersion = object.path("apiVersion").asText("");
        var slash = apiVersion.indexOf('/');
        return new Policy.InventoryKind(
                slash < 0 ? "" : apiVersion.substring(0, slash),
                apiVersion.substring(slash + 1),
                object.path("kind").asText(""));
    }
}
