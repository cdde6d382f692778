package dev.sluice.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds an object against the structural schema of its kind, field by field, as the API server would. Rules in CEL are
 * only counted.
 */
final class SchemaCheck {
    private static final int MAX_PROBLEMS = 50;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

    /** Fields that the API server knows of every object. */
    private static final Set<String> COMMON = Set.of("apiVersion", "kind", "metadata");

    private final Map<String, @Nullable Pattern> patterns = new HashMap<>();
    private final Set<String> celRules = new HashSet<>();

    /** @param field path, for example {@code spec.forProvider.tags[team]} */
    record Problem(String rule, String field, String message) {}

    /** How many different rules in CEL stood where something was looked at. */
    int celRules() {
        return celRules.size();
    }

    List<Problem> check(JsonNode object, JsonNode schema) {
        var found = new ArrayList<Problem>();
        root(object, schema, found);
        return found;
    }

    private void root(JsonNode object, JsonNode schema, List<Problem> found) {
        cel(schema);
        for (var name : texts(schema.path("required"))) {
            if (absent(object.get(name)) && !COMMON.contains(name)) {
                found.add(missing("", name));
            }
        }
        var properties = schema.path("properties");
        object.properties().forEach(field -> {
            var name = field.getKey();
            if (COMMON.contains(name) || absent(field.getValue())) {
                return;
            }
            var sub = properties.get(name);
            if (sub != null) {
                value(name, field.getValue(), sub, found);
            } else if (!preserves(schema)) {
                found.add(unknown("", name, fields(properties)));
            }
        });
    }

    private void value(String path, JsonNode value, JsonNode schema, List<Problem> found) {
        if (found.size() >= MAX_PROBLEMS || absent(value)) {
            return;
        }
        cel(schema);
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            if (!value.isTextual() && !value.isIntegralNumber()) {
                found.add(
                        new Problem("type", path, "is %s, and has to be a whole number or a text".formatted(a(value))));
            }
            return;
        }
        if (!isOfType(value, schema.path("type").asText(""))) {
            found.add(wrongType(path, value, schema));
            return;
        }
        enumeration(path, value, schema, found);
        switch (value.getNodeType()) {
            case OBJECT -> object(path, value, schema, found);
            case ARRAY -> array(path, value, schema, found);
            case STRING -> text(path, value.textValue(), schema, found);
            case NUMBER -> number(path, value.decimalValue(), schema, found);
            case BINARY, BOOLEAN, MISSING, NULL, POJO -> {}
        }
    }

    private void object(String path, JsonNode object, JsonNode schema, List<Problem> found) {
        var properties = schema.path("properties");
        var additional = schema.path("additionalProperties");
        bounds(path, object.size(), "Properties", "fields", schema, found);
        for (var name : texts(schema.path("required"))) {
            if (absent(object.get(name)) && absent(properties.path(name).get("default"))) {
                found.add(missing(path, name));
            }
        }
        object.properties().forEach(field -> {
            var at = at(path, field.getKey(), properties.has(field.getKey()));
            if (properties.has(field.getKey())) {
                value(at, field.getValue(), properties.get(field.getKey()), found);
            } else if (additional.isObject()) {
                value(at, field.getValue(), additional, found);
            } else if (!additional.asBoolean() && !preserves(schema) && found.size() < MAX_PROBLEMS) {
                found.add(unknown(path, field.getKey(), fields(properties)));
            }
        });
    }

    private void array(String path, JsonNode array, JsonNode schema, List<Problem> found) {
        bounds(path, array.size(), "Items", "elements", schema, found);
        var items = schema.path("items");
        var kind = schema.path("x-kubernetes-list-type").asText();
        var keys = texts(schema.path("x-kubernetes-list-map-keys"));
        var seen = new HashSet<List<JsonNode>>();
        for (int i = 0; i < array.size(); i++) {
            var element = array.get(i);
            var at = path + "[" + i + "]";
            if (element.isNull()) {
                found.add(new Problem("type", at, "is null: take it out"));
                continue;
            }
            value(at, element, items, found);
            var identity = kind.equals("map")
                    ? keys.stream().map(element::path).toList()
                    : kind.equals("set") ? List.of(element) : null;
            if (identity != null && !seen.add(identity)) {
                found.add(new Problem("duplicate-element", at, "stands in the list twice"));
            }
        }
    }

    private void text(String path, String text, JsonNode schema, List<Problem> found) {
        bounds(path, text.codePointCount(0, text.length()), "Length", "characters", schema, found);
        var pattern = schema.path("pattern");
        if (pattern.isTextual()) {
            var compiled = patterns.computeIfAbsent(pattern.textValue(), SchemaCheck::compiled);
            if (compiled != null && !compiled.matcher(text).find()) {
                found.add(new Problem("pattern", path, "does not match " + pattern.textValue()));
            }
        }
        if (schema.path("format").asText().equals("date-time")) {
            try {
                OffsetDateTime.parse(text);
            } catch (DateTimeParseException e) {
                found.add(new Problem("format", path, "is not a time such as 2026-11-30T12:00:00Z"));
            }
        }
    }

    /** Null for what only Go's regular expressions know: the API server will say. */
    private static @Nullable Pattern compiled(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            return null;
        }
    }

    private static void number(String path, BigDecimal number, JsonNode schema, List<Problem> found) {
        var minimum = schema.path("minimum");
        var maximum = schema.path("maximum");
        if (minimum.isNumber()) {
            var least = number.compareTo(minimum.decimalValue());
            if (least < 0 || (least == 0 && schema.path("exclusiveMinimum").asBoolean())) {
                found.add(new Problem("minimum", path, "is %s, and has to be at least %s".formatted(number, minimum)));
            }
        }
        if (maximum.isNumber()) {
            var most = number.compareTo(maximum.decimalValue());
            if (most > 0 || (most == 0 && schema.path("exclusiveMaximum").asBoolean())) {
                found.add(new Problem("maximum", path, "is %s, and may be at most %s".formatted(number, maximum)));
            }
        }
        var multiple = schema.path("multipleOf");
        if (multiple.isNumber() && number.remainder(multiple.decimalValue()).signum() != 0) {
            found.add(new Problem(
                    "multipleOf", path, "is %s, and has to be a multiple of %s".formatted(number, multiple)));
        }
    }

    private static void bounds(String path, int size, String of, String what, JsonNode schema, List<Problem> found) {
        var least = schema.path("min" + of);
        var most = schema.path("max" + of);
        if (least.isNumber() && size < least.asInt()) {
            found.add(new Problem("min" + of, path, "has %d %s, and needs at least %s".formatted(size, what, least)));
        }
        if (most.isNumber() && size > most.asInt()) {
            found.add(new Problem("max" + of, path, "has %d %s, and may have at most %s".formatted(size, what, most)));
        }
    }

    /** The value itself is not shown: it may be what nobody should see. */
    private static void enumeration(String path, JsonNode value, JsonNode schema, List<Problem> found) {
        var allowed = schema.path("enum");
        if (!allowed.isArray() || allowed.valueStream().anyMatch(value::equals)) {
            return;
        }
        var names = texts(allowed);
        var near = value.isTextual() ? Schemas.near(value.textValue(), names) : null;
        found.add(new Problem(
                "enum",
                path,
                "is not one of %s%s"
                        .formatted(
                                allowed.valueStream().map(JsonNode::asText).collect(Collectors.joining(", ")),
                                near == null ? "" : "; did you mean " + near + "?")));
    }

    private void cel(JsonNode schema) {
        schema.path("x-kubernetes-validations")
                .forEach(rule -> celRules.add(rule.path("rule").asText()));
    }

    private static boolean isOfType(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber() || isWhole(value);
            case "number" -> value.isNumber();
            default -> true;
        };
    }

    private static boolean isWhole(JsonNode value) {
        return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
    }

    private static Problem wrongType(String path, JsonNode value, JsonNode schema) {
        var wanted = schema.path("type").asText();
        var hint = wanted.equals("string") && value.isValueNode()
                ? ": put it in quotes"
                : value.isTextual() && (wanted.equals("integer") || wanted.equals("boolean") || wanted.equals("number"))
                        ? ": take the quotes away"
                        : "";
        return new Problem("type", path, "is %s, and has to be %s%s".formatted(a(value), named(wanted), hint));
    }

    private static String a(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> "an object";
            case ARRAY -> "a list";
            case STRING, BINARY -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL, MISSING -> "null";
        };
    }

    private static String named(String type) {
        return switch (type) {
            case "object" -> "an object";
            case "array" -> "a list";
            case "string" -> "a text";
            case "integer" -> "a whole number";
            case "boolean" -> "true or false";
            default -> "a " + type;
        };
    }

    private static Problem missing(String path, String name) {
        return new Problem("required", at(path, name, true), "is missing");
    }

    private static Problem unknown(String path, String name, Collection<String> known) {
        var near = Schemas.near(name, known);
        var hint = near != null
                ? "; did you mean %s?".formatted(near)
                : known.size() <= 8 && !known.isEmpty() ? "; there are " + String.join(", ", known) : "";
        return new Problem("unknown-field", at(path, name, true), "there is no such field" + hint);
    }

    private static String at(String path, String name, boolean field) {
        if (!field || !PLAIN.matcher(name).matches()) {
            return path + "[" + name + "]";
        }
        return path.isEmpty() ? name : path + "." + name;
    }

    private static boolean preserves(JsonNode schema) {
        return schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    }

    /** The API server takes a null for a field that is not there. */
    private static boolean absent(@Nullable JsonNode value) {
        return value == null || value.isNull() || value.isMissingNode();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream()
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .toList();
    }

    private static List<String> fields(JsonNode properties) {
        return properties
                .propertyStream()
                .map(Map.Entry::getKey)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }
}
