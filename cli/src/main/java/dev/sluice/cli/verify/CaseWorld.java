package dev.sluice.cli.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Policy;
import dev.sluice.cli.verify.TestFiles.FailedException;
import dev.sluice.gate.Labels;
import dev.sluice.gate.Namespaces;
import dev.sluice.gate.rego.PolicyDefinition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The cluster of one case: the objects of its inventory. One case is run at a time. */
final class CaseWorld implements Namespaces {
    private List<ObjectNode> objects = List.of();

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
