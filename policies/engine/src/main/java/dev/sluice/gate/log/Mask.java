package dev.sluice.gate.log;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Sluice;
import dev.sluice.gate.Change;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes out of a record what nobody shall read there: the content of Secrets, and the fields that an object's annotation
 * names. What Sluice's own kinds hold in secret never came so far.
 */
final class Mask {
    private static final List<String> OBJECTS =
            List.of("/review/object", "/review/oldObject", "/change/before", "/change/after");
    private static final List<String> SECRET =
            List.of("/data", "/stringData", "/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration");

    /** Of one annotation. */
    private static final int MAX_FIELDS = 64;

    private Mask() {}

    /** Removes in place; answers with what was removed, as pointers into the record. */
    static List<String> erase(Change.Subject subject, ObjectNode input) {
        var fields = new LinkedHashSet<String>();
        if (subject.group().isEmpty() && subject.kind().equals("Secret")) {
            fields.addAll(SECRET);
        }
        // Before the change and after it: nobody reads a field by taking its name out of the annotation.
        fields.addAll(named(input.at("/review/object")));
        fields.addAll(named(input.at("/review/oldObject")));
        var erased = new ArrayList<String>();
        for (var object : OBJECTS) {
            for (var field : fields) {
                if (remove(input, object + field)) {
                    erased.add("/input" + object + field);
                }
            }
        }
        erased.addAll(eraseDiff(input, fields));
        return erased;
    }

    private static List<String> named(JsonNode object) {
        var text = object.path("metadata")
                .path("annotations")
                .path(Sluice.MASKED_FIELDS)
                .asText("");
        var fields = new ArrayList<String>();
        for (var part : text.split(",", MAX_FIELDS + 1)) {
            var field = part.strip();
            if (field.startsWith("/") && field.length() > 1) {
                fields.add(field);
            }
        }
        return fields;
    }

    private static boolean remove(ObjectNode input, String pointer) {
        JsonPointer at;
        try {
            at = JsonPointer.compile(pointer);
        } catch (IllegalArgumentException e) {
            return false;
        }
        var parent = input.at(at.head());
        if (parent instanceof ObjectNode object) {
            return object.remove(at.last().getMatchingProperty()) != null;
        }
        if (parent instanceof ArrayNode array && at.last().mayMatchElement()) {
            return array.remove(at.last().getMatchingIndex()) != null;
        }
        return false;
    }

    /** The diff names fields by paths such as {@code data[key]} or {@code spec.forProvider.user}. */
    private static List<String> eraseDiff(ObjectNode input, Set<String> fields) {
        var erased = new ArrayList<String>();
        var diff = input.at("/change/diff");
        for (int i = 0; i < diff.size(); i++) {
            var path = diff.get(i).path("path").asText();
            if (diff.get(i) instanceof ObjectNode change && fields.stream().anyMatch(f -> concerns(path, f))) {
                for (var side : List.of("before", "after")) {
                    if (change.remove(side) != null) {
                        erased.add("/input/change/diff/%d/%s".formatted(i, side));
                    }
                }
            }
        }
        return erased;
    }

    /** A change of the field, of something inside it, or of something that it is inside of. */
    private static boolean concerns(String path, String field) {
        var changed = words(path.replace("[", ".").replace("]", "").split("\\."));
        var masked = words(field.substring(1).split("/"));
        return changed.startsWith(masked) || masked.startsWith(changed);
    }

    private static String words(String[] parts) {
        return String.join("/", parts).replace("~1", "/").replace("~0", "~") + "/";
    }
}
