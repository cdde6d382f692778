package dev.sluice.api.crd;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.managed.ConnectionKey;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Whether a kind has connection details to publish, and which. */
final class ConnectionRules {
    private static final String FIELD = "writeConnectionSecretToRef";

    private ConnectionRules() {}

    static void apply(Class<?> kind, ObjectNode root) {
        if (!(root.at("/properties/spec/properties") instanceof ObjectNode fields)
                || !(fields.get(FIELD) instanceof ObjectNode field)) {
            return;
        }
        var keys = kind.getAnnotationsByType(ConnectionKey.class);
        if (keys.length == 0) {
            fields.remove(FIELD);
            return;
        }
        var listed = Arrays.stream(keys)
                .map(key -> key.name() + " (" + key.description() + ")")
                .collect(Collectors.joining(", "));
        field.put("description", field.path("description").asText() + " Its keys: " + listed + ".");
    }
}
