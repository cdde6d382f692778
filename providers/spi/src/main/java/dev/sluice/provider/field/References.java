package dev.sluice.provider.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.field.Reference;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;

/** Finds the references of a desired state and writes what they resolve to. */
public final class References {
    private References() {}

    /**
     * One reference.
     *
     * @param path path of the referring field
     * @param group API group of the resource it names
     * @param kind its kind
     * @param name its name, in the same namespace
     * @param output the output that is wanted
     * @param listed true where the value is one of several
     */
    public record Found(
            String path,
            String group,
            String kind,
            String name,
            String output,
            String to,
            boolean listed,
            ObjectNode holder) {
        /** Writes the value to the sibling field; of a list, adds it there. */
        public void resolve(String value) {
            if (listed) {
                holder.withArrayProperty(to).add(value);
            } else {
                holder.put(to, value);
            }
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
                    } else if (e.getValue().isArray()) {
                        var index = 0;
                        for (var element : e.getValue()) {
                            found.add(found(at + "[" + index++ + "]", reference, element, true, object));
                        }
                    } else if (e.getValue().hasNonNull("name")) {
                        found.add(found(at, reference, e.getValue(), false, object));
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

    private static Found found(String path, Reference reference, JsonNode value, boolean listed, ObjectNode holder) {
        return new Found(
                path,
                HasMetadata.getGroup(reference.kind()),
                HasMetadata.getKind(reference.kind()),
                value.path("name").asText(),
                reference.output(),
                reference.to(),
                listed,
                holder);
    }
}
