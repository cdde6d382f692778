package dev.sluice.gate.rego;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds parameters against a schema as custom resource definitions have them: type, required, enum, properties,
 * additionalProperties, items, bounds and patterns. A word that is not one of these is an error: what looks checked must
 * be.
 */
public final class ParametersSchema {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_ERRORS = 20;
    private static final Set<String> ANNOTATIONS =
            Set.of("description", "title", "default", "example", "format", "x-kubernetes-preserve-unknown-fields");

    private final List<String> errors = new ArrayList<>();

    private ParametersSchema() {}

    /** What is wrong, each with the path of its field, which begins with {@code spec.}; empty where nothing is. */
    public static List<String> check(JsonNode schema, @Nullable JsonNode parameters) {
        var check = new ParametersSchema();
        check.schema(schema, "spec.parametersSchema", 0);
        if (check.errors.isEmpty()) {
            var given = parameters == null || parameters.isNull() ? JsonNodeFactory.instance.objectNode() : parameters;
            check.value(schema, given, "spec.parameters", 0);
        }
        return List.copyOf(check.errors);
    }

    private void error(String path, String message) {
        if (errors.size() < MAX_ERRORS) {
            errors.add(path + " " + message);
        }
    }

    private void schema(JsonNode schema, String path, int depth) {
        if (!schema.isObject()) {
            error(path, "must be an object");
            return;
        }
        if (depth > MAX_DEPTH) {
            error(path, "is nested more than %d deep".formatted(MAX_DEPTH));
            return;
        }
        for (var word : schema.properties()) {
            var at = path + "." + word.getKey();
            switch (word.getKey()) {
                case "properties" ->
                    word.getValue().properties().forEach(p -> schema(p.getValue(), at + "." + p.getKey(), depth + 1));
                case "items" -> schema(word.getValue(), at, depth + 1);
                case "additionalProperties" -> {
                    if (!word.getValue().isBoolean()) {
                        schema(word.getValue(), at, depth + 1);
                    }
                }
                case "pattern" -> pattern(word.getValue(), at);
                case "type" -> {
                    if (!List.of("object", "array", "string", "integer", "number", "boolean")
                            .contains(word.getValue().asText())) {
                        error(at, "must be object, array, string, integer, number or boolean");
                    }
                }
                case "required", "enum" -> {
                    if (!word.getValue().isArray()) {
                        error(at, "must be a list");
                    }
                }
                case "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems" -> {
                    if (!word.getValue().isNumber()) {
                        error(at, "must be a number");
                    }
                }
                case "uniqueItems", "nullable" -> {
                    if (!word.getValue().isBoolean()) {
                        error(at, "must be true or false");
                    }
                }
                case String other -> {
                    if (!ANNOTATIONS.contains(other)) {
                        error(at, "is not known here; it would not be checked");
                    }
                }
            }
        }
    }

    private @Nullable Pattern pattern(JsonNode text, String path) {
        try {
            return Pattern.compile(text.asText());
        } catch (PatternSyntaxException e) {
            error(path, "is no regular expression: " + e.getMessage());
            return null;
        }
    }

    private void value(JsonNode schema, JsonNode value, String path, int depth) {
        if (depth > MAX_DEPTH || (value.isNull() && schema.path("nullable").asBoolean())) {
            return;
        }
        var type = schema.path("type").asText("");
        if (!type.isEmpty() && !isOf(type, value)) {
            error(path, "must be of type %s, and is %s".formatted(type, nameOf(value)));
            return;
        }
        oneOf(schema.path("enum"), value, path);
        if (value.isObject()) {
            object(schema, value, path, depth);
        } else if (value.isArray()) {
            array(schema, value, path, depth);
        } else if (value.isTextual()) {
            text(schema, value.textValue(), path);
        } else if (value.isNumber()) {
            bounds(schema, "minimum", "maximum", value.decimalValue(), path, "be");
        }
    }

    private void oneOf(JsonNode allowed, JsonNode value, String path) {
        if (!allowed.isArray()) {
            return;
        }
        for (var one : allowed) {
            if (one.equals(value)) {
                return;
            }
        }
        error(path, "must be one of " + allowed);
    }

    private void object(JsonNode schema, JsonNode value, String path, int depth) {
        for (var name : schema.path("required")) {
            if (!value.has(name.asText())) {
                error(path + "." + name.asText(), "is required");
            }
        }
        var known = schema.path("properties");
        var others = schema.get("additionalProperties");
        for (var field : value.properties()) {
            var at = path + "." + field.getKey();
            if (known.has(field.getKey())) {
                value(known.get(field.getKey()), field.getValue(), at, depth + 1);
            } else if (others != null && others.isObject()) {
                value(others, field.getValue(), at, depth + 1);
            } else if (isClosed(known, others)) {
                error(at, "is not a known parameter");
            }
        }
    }

    /** Where fields are listed, one that is not is a slip of the pen, unless the schema says otherwise. */
    private static boolean isClosed(JsonNode known, @Nullable JsonNode others) {
        return others == null ? known.size() > 0 : others.isBoolean() && !others.asBoolean();
    }

    private void array(JsonNode schema, JsonNode value, String path, int depth) {
        bounds(schema, "minItems", "maxItems", BigDecimal.valueOf(value.size()), path, "have a length that is");
        for (int i = 0; i < value.size(); i++) {
            if (schema.has("items")) {
                value(schema.get("items"), value.get(i), path + "[" + i + "]", depth + 1);
            }
        }
        if (schema.path("uniqueItems").asBoolean()) {
            var seen = new HashSet<JsonNode>();
            value.forEach(item -> {
                if (!seen.add(item)) {
                    error(path, "has %s twice".formatted(item));
                }
            });
        }
    }

    private void text(JsonNode schema, String value, String path) {
        bounds(
                schema,
                "minLength",
                "maxLength",
                BigDecimal.valueOf(value.codePointCount(0, value.length())),
                path,
                "have a length that is");
        if (schema.has("pattern")) {
            var pattern = pattern(schema.get("pattern"), path);
            if (pattern != null && !pattern.matcher(value).find()) {
                error(path, "must match " + schema.get("pattern").asText());
            }
        }
    }

    private void bounds(JsonNode schema, String least, String most, BigDecimal value, String path, String verb) {
        if (schema.has(least) && value.compareTo(schema.get(least).decimalValue()) < 0) {
            error(path, "must %s at least %s".formatted(verb, schema.get(least).asText()));
        }
        if (schema.has(most) && value.compareTo(schema.get(most).decimalValue()) > 0) {
            error(path, "must %s at most %s".formatted(verb, schema.get(most).asText()));
        }
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" ->
                value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case String other -> false;
        };
    }

    private static String nameOf(JsonNode value) {
        return value.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
