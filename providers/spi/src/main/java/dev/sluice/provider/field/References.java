package dev.sluice.provider.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.field.Reference;
import java.util.ArrayList;
import java.util.List;

/** Finds the references of a desired state and writes what they resolve to. */
public final class References {
    private References() {}

    /**
     * One reference.
     *
     * @param path path of the referring field
     * @param kind kind of the resource it names
     * @param name its name, in the same namespace
     * @param output the output that is wanted
     */
    public record Found(String path, String kind, String name, String output, String to, ObjectNode holder) {
        /** Writes the value to the sibling field. */
        public void resolve(String value) {
            holder.put(to, value);
        }
    }

    /** All references that are set. Resolving one changes {@code desired}. */
    public static List<Found> in(ObjectNode desired, FieldRules rules) {
        var found = new ArrayList<Found>();
        search("", desired, rules, found);
        return found;
    }

    private static void search(String path, JsonNode node, FieldRules rules, List<Found> found) {
        switch (node) {
            case ObjectNode object ->
                object.properties().forEach(e -> {
                    var field = rules.field(e.getKey());
                    var at = path.isEmpty() ? e.getKey() : path + "." + e.getKey();
                    var reference = field.reference();
                    if (reference == null) {
                        search(at, e.getValue(), field, found);
                    } else if (e.getValue().hasNonNull("name")) {
                        found.add(found(at, reference, e.getValue(), object));
                    }
                });
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    search(path + "[" + i + "]", array.get(i), rules.element(), found);
                }
            }
            default -> {}
        }
    }

    private static Found found(String path, Reference reference, JsonNode value, ObjectNode holder) {
        return new Found(
                path, reference.kind(), value.get("name").asText(), reference.output(), reference.to(), holder);
    }
}
