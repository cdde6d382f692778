package dev.sluice.gate.gatekeeper;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Holds a value against an OpenAPI v3 schema, as the API server reads one.
 *
 * <p>Regular expressions are Go's, and match in linear time, for both sides of this come from users.
 */
final class SchemaCheck {
    static final int MAX_DEPTH = 50;
    private static final int MAX_PROBLEMS = 20;
    private static final int MAX_PATTERN = 1000;

    private final boolean refuseUnknown;
    private final List<Problem> problems;

    /** @param refuseUnknown whether fields that no schema knows are a problem */
    SchemaCheck(boolean refuseUnknown, List<Problem> problems) {
        this.refuseUnknown = refuseUnknown;
        this.problems = problems;
    }

    void check(JsonNode value, JsonNode schema, String path, int depth) {
        if (depth > MAX_DEPTH) {
            add(path, "is nested more than %d deep".formatted(MAX_DEPTH));
            return;
        }
        if (value.isNull()) {
            if (!schema.path("nullable").asBoolean() && schema.has("type")) {
                add(path, "must not be null");
            }
            return;
        }
        if (!hasType(value, schema, path)) {
            return;
        }
        choice(value, schema, path);
        if (value.isTextual()) {
            text(value.textValue(), schema, path);
        } else if (value.isNumber()) {
            number(value.decimalValue(), schema, path);
        } else if (value.isArray()) {
            array(value, schema, path, depth);
        } else if (value.isObject()) {
            object(value, schema, path, depth);
        }
        combinations(value, schema, path, depth);
    }

    private boolean hasType(JsonNode value, JsonNode schema, String path) {
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            return value.isTextual() || isWhole(value) || refused(path, "must be a whole number or a text", value);
        }
        return switch (schema.path("type").asText("")) {
            case "object" -> value.isObject() || refused(path, "must be an object", value);
            case "array" -> value.isArray() || refused(path, "must be a list", value);
            case "string" -> value.isTextual() || refused(path, "must be a text", value);
            case "boolean" -> value.isBoolean() || refused(path, "must be true or false", value);
            case "number" -> value.isNumber() || refused(path, "must be a number", value);
            case "integer" -> isWhole(value) || refused(path, "must be a whole number", value);
            default -> true;
        };
    }

    private static boolean isWhole(JsonNode value) {
        return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
    }

    private boolean refused(String path, String message, JsonNode value) {
        add(path, message + ", not " + described(value));
        return false;
    }

    private static String described(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case STRING, BINARY -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL, MISSING -> "null";
        };
    }

    private void choice(JsonNode value, JsonNode schema, String path) {
        var allowed = schema.path("enum");
        if (!allowed.isArray() || allowed.isEmpty()) {
            return;
        }
        for (var one : allowed) {
            if (one.equals(value)
                    || (one.isNumber() && value.isNumber() && compare(one.decimalValue(), value.decimalValue()) == 0)) {
                return;
            }
        }
        add(
                path,
                "must be one of "
                        + allowed.valueStream().map(JsonNode::toString).collect(Collectors.joining(", ")));
    }

    private void text(String text, JsonNode schema, String path) {
        var length = text.codePointCount(0, text.length());
        if (schema.has("minLength") && length < schema.path("minLength").asInt()) {
            add(
                    path,
                    "must have at least %d characters"
                            .formatted(schema.path("minLength").asInt()));
        }
        if (schema.has("maxLength") && length > schema.path("maxLength").asInt()) {
            add(
                    path,
                    "must have at most %d characters"
                            .formatted(schema.path("maxLength").asInt()));
        }
        var pattern = schema.path("pattern").asText("");
        if (!pattern.isEmpty() && !isFound(pattern, text, path)) {
            add(path, "must match " + pattern);
        }
    }

    private boolean isFound(String pattern, String text, String path) {
        if (pattern.length() > MAX_PATTERN) {
            add(path, "the template's pattern is longer than %d characters".formatted(MAX_PATTERN));
            return true;
        }
        try {
            return Pattern.compile(pattern).matcher(text).find();
        } catch (PatternSyntaxException e) {
            add(path, "the template's pattern %s is no regular expression: %s".formatted(pattern, e.getDescription()));
            return true;
        }
    }

    private void number(BigDecimal number, JsonNode schema, String path) {
        var minimum = schema.path("minimum");
        if (minimum.isNumber()) {
            var order = compare(number, minimum.decimalValue());
            if (order < 0 || (order == 0 && schema.path("exclusiveMinimum").asBoolean())) {
                add(path, "must not be below " + minimum + (order == 0 ? ", nor that" : ""));
            }
        }
        var maximum = schema.path("maximum");
        if (maximum.isNumber()) {
            var order = compare(number, maximum.decimalValue());
            if (order > 0 || (order == 0 && schema.path("exclusiveMaximum").asBoolean())) {
                add(path, "must not be above " + maximum + (order == 0 ? ", nor that" : ""));
            }
        }
    }

    private static int compare(BigDecimal a, BigDecimal b) {
        return a.compareTo(b);
    }

    private void array(JsonNode value, JsonNode schema, String path, int depth) {
        count(value, schema, "minItems", "maxItems", "items", path);
        if (schema.path("uniqueItems").asBoolean() && new HashSet<>(list(value)).size() < value.size()) {
            add(path, "must not hold anything twice");
        }
        var items = schema.get("items");
        for (int i = 0; items != null && i < value.size() && problems.size() < MAX_PROBLEMS; i++) {
            check(value.get(i), items, "%s[%d]".formatted(path, i), depth + 1);
        }
    }

    private static List<JsonNode> list(JsonNode array) {
        var list = new ArrayList<JsonNode>();
        array.forEach(list::add);
        return list;
    }

    private void object(JsonNode value, JsonNode schema, String path, int depth) {
        count(value, schema, "minProperties", "maxProperties", "fields", path);
        for (var field : schema.path("required")) {
            if (!value.has(field.asText())) {
                add(path + "." + field.asText(), "is missing");
            }
        }
        var properties = schema.path("properties");
        var additional = schema.path("additionalProperties");
        for (var field : value.properties()) {
            var known = properties.get(field.getKey());
            var at = path + "." + field.getKey();
            if (known != null) {
                check(field.getValue(), known, at, depth + 1);
            } else if (additional.isObject()) {
                check(field.getValue(), additional, at, depth + 1);
            } else if (refuseUnknown
                    && !additional.asBoolean()
                    && !schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
                add(at, "is not a field that the template's schema knows");
            }
        }
    }

    private void count(JsonNode value, JsonNode schema, String least, String most, String what, String path) {
        if (schema.has(least) && value.size() < schema.path(least).asInt()) {
            add(path, "must have at least %d %s".formatted(schema.path(least).asInt(), what));
        }
        if (schema.has(most) && value.size() > schema.path(most).asInt()) {
            add(path, "must have at most %d %s".formatted(schema.path(most).asInt(), what));
        }
    }

    private void combinations(JsonNode value, JsonNode schema, String path, int depth) {
        var holding = schema.path("allOf")
                .valueStream()
                .filter(s -> holds(value, s, depth))
                .count();
        if (holding < schema.path("allOf").size()) {
            add(path, "does not match all of the schemas that it must match");
        }
        if (schema.has("anyOf") && schema.path("anyOf").valueStream().noneMatch(s -> holds(value, s, depth))) {
            add(path, "matches none of the schemas of which it must match one");
        }
        if (schema.has("oneOf")
                && schema.path("oneOf")
                                .valueStream()
                                .filter(s -> holds(value, s, depth))
                                .count()
                        != 1) {
            add(path, "must match exactly one of its schemas");
        }
        if (schema.has("not") && holds(value, schema.path("not"), depth)) {
            add(path, "matches a schema that it must not match");
        }
    }

    /** Such schemas say nothing of which fields there are. */
    private static boolean holds(JsonNode value, JsonNode schema, int depth) {
        var problems = new ArrayList<Problem>();
        new SchemaCheck(false, problems).check(value, schema, "", depth + 1);
        return problems.isEmpty();
    }

    private void add(String path, String message) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(Problem.at(path, message));
        }
    }
}
