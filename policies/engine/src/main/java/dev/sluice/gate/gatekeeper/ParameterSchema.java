package dev.sluice.gate.gatekeeper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a template says of its constraints' parameters: the schema of a custom resource definition. Rules in CEL and
 * formats are left to the API server.
 *
 * @param schema null where the template has none
 * @param legacy true where fields that the schema does not know are kept, as before structural schemas
 */
public record ParameterSchema(@Nullable JsonNode schema, boolean legacy) {

    /** What is wrong with parameters; empty where nothing is. */
    List<Problem> problems(@Nullable JsonNode parameters, String path) {
        if (parameters == null || parameters.isMissingNode() || parameters.isNull()) {
            return List.of();
        }
        if (schema == null) {
            return legacy || parameters.isEmpty()
                    ? List.of()
                    : List.of(Problem.at(path, "the template takes no parameters: it has no schema for them"));
        }
        var problems = new ArrayList<Problem>();
        new SchemaCheck(!legacy, problems).check(parameters, schema, path, 0);
        return problems;
    }

    /** Parameters with what the schema gives where they are silent. */
    @Nullable
    JsonNode withDefaults(@Nullable JsonNode parameters) {
        if (schema == null) {
            return parameters;
        }
        var value = parameters == null || parameters.isNull() || parameters.isMissingNode()
                ? schema.get("default")
                : parameters;
        if (value == null) {
            return null;
        }
        var copy = value.<JsonNode>deepCopy();
        fill(copy, schema, 0);
        return copy;
    }

    private static void fill(JsonNode value, JsonNode schema, int depth) {
        if (depth > SchemaCheck.MAX_DEPTH) {
            return;
        }
        if (value instanceof ObjectNode object) {
            for (var property : schema.path("properties").properties()) {
                var known = object.get(property.getKey());
                var byDefault = property.getValue().get("default");
                if (byDefault != null && (known == null || isNullByMistake(known, property.getValue()))) {
                    object.set(property.getKey(), byDefault.deepCopy());
                }
            }
            object.properties().forEach(e -> fill(e.getValue(), ofField(schema, e.getKey()), depth + 1));
        } else if (value instanceof ArrayNode array) {
            array.forEach(item -> fill(item, schema.path("items"), depth + 1));
        }
    }

    private static boolean isNullByMistake(JsonNode value, JsonNode schema) {
        return value.isNull() && !schema.path("nullable").asBoolean();
    }

    private static JsonNode ofField(JsonNode schema, String field) {
        var known = schema.path("properties").get(field);
        return known == null ? schema.path("additionalProperties") : known;
    }
}
