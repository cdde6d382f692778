package dev.sluice.provider.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.field.Reference;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds the references of a desired state and writes what they resolve to. */
public final class References {
    private References() {}

    /**
     * One reference: by name or by labels, never both.
     *
     * @param path path of the referring field
     * @param group API group of the resource it refers to
     * @param kind its kind
     * @param namespace its namespace; empty where it is the referring object's own
     * @param name its name; empty where it is chosen by labels
     * @param labels the labels it is chosen by; empty where it is named
     * @param output the output that is wanted
     * @param to the field beside the reference that gets the value
     * @param listed true where the value is one of several
     * @param lasting true where the value cannot be changed any more once there is a resource
     * @param secret true where the value must not be shown
     */
    public record Found(
            String path,
            String group,
            String kind,
            String namespace,
            String name,
            Map<String, String> labels,
            String output,
            String to,
            boolean listed,
            boolean lasting,
            boolean secret,
            ObjectNode holder) {
        /** Writes the value to the sibling field; to a list it is added, once. */
        public void resolve(String value) {
            if (!listed) {
                holder.put(to, value);
                return;
            }
            var values = holder.withArrayProperty(to);
            if (values.valueStream().noneMatch(known -> known.asText().equals(value))) {
                values.add(value);
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
                    if (field.reference() == null) {
                        search(at, e.getValue(), field, found);
                    } else if (e.getValue().isArray()) {
                        var index = 0;
                        for (var element : e.getValue()) {
                            add(at + "[" + index++ + "]", field.reference(), element, true, object, rules, found);
                        }
                    } else {
                        add(at, field.reference(), e.getValue(), false, object, rules, found);
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

    private static void add(
            String path,
            Reference reference,
            JsonNode value,
            boolean listed,
            ObjectNode holder,
            FieldRules siblings,
            List<Found> found) {
        var labels = new TreeMap<String, String>();
        value.at("/selector/matchLabels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        if (value.hasNonNull("name") == !labels.isEmpty()) {
            // The API server refuses both and neither; what is none refers to nothing.
            return;
        }
        var target = siblings.field(reference.to());
        found.add(new Found(
                path,
                HasMetadata.getGroup(reference.kind()),
                HasMetadata.getKind(reference.kind()),
                value.path("namespace").asText(""),
                value.path("name").asText(""),
                labels,
                reference.output(),
                reference.to(),
                listed,
                target.immutable(),
                target.sensitive(),
                holder));
    }
}
