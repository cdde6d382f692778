package dev.sluice.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Operations on JSON schemas as trees. */
final class Schemas {
    static final String PROPERTIES = "properties";
    static final String ITEMS = "items";
    static final String VALUES = "additionalProperties";
    static final String VALIDATIONS = "x-kubernetes-validations";
    static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";

    private Schemas() {}

    /** Visits a schema and every schema below it, the outer ones first. */
    static void visit(ObjectNode schema, Consumer<ObjectNode> visitor) {
        visitor.accept(schema);
        if (schema.get(PROPERTIES) instanceof ObjectNode properties) {
            properties.forEach(property -> visit((ObjectNode) property, visitor));
        }
        for (var key : List.of(ITEMS, VALUES)) {
            if (schema.get(key) instanceof ObjectNode below) {
                visit(below, visitor);
            }
        }
    }

    /**
     * Removes what fabric8's generator leaves behind: a validation rule twice, because a record's rule is found on its
     * field and on its accessor, and whole numbers as {@code 900.0}.
     */
    static void tidy(ObjectNode root) {
        visit(root, schema -> {
            if (schema.get(VALIDATIONS) instanceof ArrayNode rules) {
                var once = rules.arrayNode();
                rules.valueStream().distinct().forEach(once::add);
                schema.set(VALIDATIONS, once);
            }
            for (var bound : List.of("minimum", "maximum")) {
                var value = schema.get(bound);
                if (value != null && value.isDouble() && value.doubleValue() == Math.rint(value.doubleValue())) {
                    schema.set(bound, LongNode.valueOf(value.longValue()));
                }
            }
        });
    }

    static void addRule(ObjectNode schema, String rule, String message) {
        var rules = schema.withArray(VALIDATIONS);
        rules.addObject().put("rule", rule).put("message", message);
    }

    static boolean isScalar(JsonNode schema) {
        return switch (schema.path("type").asText()) {
            case "string", "integer", "number", "boolean" -> true;
            default -> false;
        };
    }

    /** The same tree with the keys of every object in order, so that the output does not depend on reflection. */
    static ObjectNode sorted(ObjectNode node) {
        var result = node.objectNode();
        var keys = new TreeSet<String>();
        node.fieldNames().forEachRemaining(keys::add);
        keys.forEach(key -> result.set(key, sortedValue(node.get(key))));
        return result;
    }

    private static JsonNode sortedValue(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> sorted(object);
            case ArrayNode array -> {
                var result = array.arrayNode();
                array.forEach(element -> result.add(sortedValue(element)));
                yield result;
            }
            default -> value;
        };
    }
}
