package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Bool;
import dev.sluice.gate.rego.RegoValue.Null;
import dev.sluice.gate.rego.RegoValue.Num;
import dev.sluice.gate.rego.RegoValue.Obj;
import dev.sluice.gate.rego.RegoValue.SetOf;
import dev.sluice.gate.rego.RegoValue.Str;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds a document against a schema. The errors of the nearest of several alternatives are told, which a score finds. */
final class JsonSchemaCheck {
    private static final int MAX_DEPTH = 400;
    private static final int MAX_ERRORS = 10_000;

    private final List<Breach> breaches = new ArrayList<>();
    private final int depth;
    private int score;

    private JsonSchemaCheck(int depth) {
        if (depth > MAX_DEPTH) {
            throw new BuiltinError("the schema leads more than %d deep".formatted(MAX_DEPTH));
        }
        this.depth = depth;
    }

    /** @param field names joined by dots */
    record Breach(String type, String field, String description) {}

    /** Where a value is: names from the root. */
    private record Place(@Nullable Place parent, String name) {
        static final Place ROOT = new Place(null, "(Root)");

        Place child(String child) {
            return new Place(this, child);
        }

        String field() {
            var whole = path();
            return whole.startsWith("(Root).") ? whole.substring("(Root).".length()) : whole;
        }

        private String path() {
            return parent == null ? name : parent.path() + "." + name;
        }
    }

    static List<Breach> breaches(JsonSchema schema, RegoValue document) {
        var check = new JsonSchemaCheck(0);
        check.value(schema, document, Place.ROOT);
        return check.breaches;
    }

    private JsonSchemaCheck apart(JsonSchema schema, RegoValue value, Place place) {
        var check = new JsonSchemaCheck(depth + 1);
        check.value(schema, value, place);
        return check;
    }

    private boolean isValid() {
        return breaches.isEmpty();
    }

    private void breach(String type, Place place, String description) {
        breaches.add(new Breach(type, place.field(), description));
        score -= 2;
        bounded();
    }

    private void bounded() {
        if (breaches.size() > MAX_ERRORS) {
            throw new BuiltinError("the document breaks the schema in more than %d places".formatted(MAX_ERRORS));
        }
    }

    private void merge(@Nullable JsonSchemaCheck other) {
        if (other != null) {
            breaches.addAll(other.breaches);
            score += other.score;
            bounded();
        }
    }

    private void value(JsonSchema schema, RegoValue value, Place place) {
        Watchdog.check();
        var target = schema;
        for (int i = 0; target.reference != null && target.passes == null; i++) {
            if (i > MAX_DEPTH) {
                throw new BuiltinError("a reference leads to itself");
            }
            target = target.reference;
        }
        if (target.passes != null) {
            if (!target.passes) {
                breach("false", place, "False always fails validation");
            }
            return;
        }
        var type = type(value);
        var fits = target.types.isEmpty()
                || target.types.contains(type)
                || (type.equals("integer") && target.types.contains("number"));
        if (!fits) {
            breach("invalid_type", place, "Invalid type. Expected: %s, given: %s".formatted(target.shownTypes(), type));
            return;
        }
        combinations(target, value, place);
        typed(target, value, place);
        score++;
    }

    private static String type(RegoValue value) {
        return switch (value) {
            case Null n -> "null";
            case Bool b -> "boolean";
            case Num number -> isInteger(number.bounded()) ? "integer" : "number";
            case Str s -> "string";
            case Arr a -> "array";
            case SetOf s -> "array";
            case Obj o -> "object";
        };
    }

    private static boolean isInteger(BigDecimal number) {
        return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
    }

    private void typed(JsonSchema schema, RegoValue value, Place place) {
        switch (value) {
            case Num number -> {
                number(schema, number.bounded(), place);
                common(schema, value, place);
            }
            case Arr(var items) -> {
                array(schema, items, place);
                common(schema, value, place);
            }
            case Obj object -> {
                object(schema, object, place);
                common(schema, value, place);
                properties(schema, object, place);
            }
            case Str(var text) -> {
                common(schema, value, place);
                string(schema, text, place);
            }
            default -> common(schema, value, place);
        }
    }

    private void properties(JsonSchema schema, Obj object, Place place) {
        schema.properties.forEach((name, property) -> {
            var value = object.fields().get(new Str(name));
            if (value != null) {
                var inner = apart(property, value, place.child(name));
                merge(inner);
            }
        });
    }

    private void combinations(JsonSchema schema, RegoValue value, Place place) {
        if (!schema.anyOf.isEmpty()) {
            anyOf(schema, value, place);
        }
        if (!schema.oneOf.isEmpty()) {
            oneOf(schema, value, place);
        }
        if (!schema.allOf.isEmpty()) {
            allOf(schema, value, place);
        }
        if (schema.not != null && apart(schema.not, value, place).isValid()) {
            breach("number_not", place, "Must not validate the schema (not)");
        }
        if (value instanceof Obj object) {
            dependencies(schema, object, place);
        }
        condition(schema, value, place);
        score++;
    }

    private static boolean isBetter(JsonSchemaCheck check, @Nullable JsonSchemaCheck best) {
        return best == null || check.score > best.score;
    }

    private void anyOf(JsonSchema schema, RegoValue value, Place place) {
        @Nullable JsonSchemaCheck best = null;
        for (var one : schema.anyOf) {
            var check = apart(one, value, place);
            if (check.isValid()) {
                return;
            }
            best = isBetter(check, best) ? check : best;
        }
        breach("number_any_of", place, "Must validate at least one schema (anyOf)");
        merge(best);
    }

    private void oneOf(JsonSchema schema, RegoValue value, Place place) {
        @Nullable JsonSchemaCheck best = null;
        int valid = 0;
        for (var one : schema.oneOf) {
            var check = apart(one, value, place);
            if (check.isValid()) {
                valid++;
            } else if (valid == 0 && isBetter(check, best)) {
                best = check;
            }
        }
        if (valid != 1) {
            breach("number_one_of", place, "Must validate one and only one schema (oneOf)");
            merge(valid == 0 ? best : null);
        }
    }

    private void allOf(JsonSchema schema, RegoValue value, Place place) {
        var all = true;
        for (var one : schema.allOf) {
            var check = apart(one, value, place);
            all &= check.isValid();
            merge(check);
        }
        if (!all) {
            breach("number_all_of", place, "Must validate all the schemas (allOf)");
        }
    }

    private void dependencies(JsonSchema schema, Obj object, Place place) {
        schema.dependencies.forEach((name, dependency) -> {
            if (!object.fields().containsKey(new Str(name))) {
                return;
            }
            for (var other : dependency.properties()) {
                if (!object.fields().containsKey(new Str(other))) {
                    breach("missing_dependency", place, "Has a dependency on " + other);
                }
            }
            if (dependency.schema() != null) {
                merge(apart(dependency.schema(), object, place));
            }
        });
    }

    private void condition(JsonSchema schema, RegoValue value, Place place) {
        if (schema.condition == null) {
            return;
        }
        var holds = apart(schema.condition, value, place).isValid();
        var next = holds ? schema.then : schema.otherwise;
        var check = next == null ? null : apart(next, value, place);
        if (check != null && !check.isValid()) {
            if (holds) {
                breach("condition_then", place, "Must validate \"then\" as \"if\" was valid");
            } else {
                breach("condition_else", place, "Must validate \"else\" as \"if\" was not valid");
            }
            merge(check);
        }
    }

    private void common(JsonSchema schema, RegoValue value, Place place) {
        if (schema.constant != null && !schema.constant.equals(JsonSchemaValues.canonical(value))) {
            breach("const", place, "%s does not match: %s".formatted(place.field(), schema.constant));
        }
        if (schema.enumeration != null && !schema.enumeration.contains(JsonSchemaValues.canonical(value))) {
            breach(
                    "enum",
                    place,
                    "%s must be one of the following: %s"
                            .formatted(place.field(), String.join(", ", schema.enumeration)));
        }
        if (value instanceof Str(var text) && !JsonSchemaFormats.holds(schema.format, text)) {
            breach("format", place, "Does not match format '%s'".formatted(schema.format));
        }
        score++;
    }

    private void array(JsonSchema schema, List<RegoValue> items, Place place) {
        for (int i = 0; i < items.size(); i++) {
            var of = schema.items != null
                    ? schema.items
                    : i < schema.tuple.size()
                            ? schema.tuple.get(i)
                            : schema.tuple.isEmpty() ? null : schema.additionalItems;
            if (of != null) {
                merge(apart(of, items.get(i), place.child(Integer.toString(i))));
            }
        }
        if (schema.items == null
                && !schema.tuple.isEmpty()
                && schema.tuple.size() < items.size()
                && schema.refusesAdditionalItems) {
            breach("array_no_additional_items", place, "No additional items allowed on array");
        }
        if (schema.minItems != null && items.size() < schema.minItems) {
            breach("array_min_items", place, "Array must have at least %d items".formatted(schema.minItems));
        }
        if (schema.maxItems != null && items.size() > schema.maxItems) {
            breach("array_max_items", place, "Array must have at most %d items".formatted(schema.maxItems));
        }
        if (schema.uniqueItems) {
            unique(items, place);
        }
        if (schema.contains != null) {
            contains(schema.contains, items, place);
        }
        score++;
    }

    private void unique(List<RegoValue> items, Place place) {
        var seen = new HashMap<String, Integer>();
        for (int i = 0; i < items.size(); i++) {
            Watchdog.check();
            var before = seen.put(JsonSchemaValues.canonical(items.get(i)), i);
            if (before != null) {
                breach("unique", place, "array items[%d,%d] must be unique".formatted(before, i));
            }
        }
    }

    private void contains(JsonSchema wanted, List<RegoValue> items, Place place) {
        @Nullable JsonSchemaCheck best = null;
        for (int i = 0; i < items.size(); i++) {
            var check = apart(wanted, items.get(i), place.child(Integer.toString(i)));
            if (check.isValid()) {
                return;
            }
            best = isBetter(check, best) ? check : best;
        }
        breach("contains", place, "At least one of the items must match");
        merge(best);
    }

    private void object(JsonSchema schema, Obj object, Place place) {
        var size = object.fields().size();
        if (schema.minProperties != null && size < schema.minProperties) {
            breach("array_min_properties", place, "Must have at least %d properties".formatted(schema.minProperties));
        }
        if (schema.maxProperties != null && size > schema.maxProperties) {
            breach("array_max_properties", place, "Must have at most %d properties".formatted(schema.maxProperties));
        }
        for (var name : schema.required) {
            if (object.fields().containsKey(new Str(name))) {
                score++;
            } else {
                breach("required", place, name + " is required");
            }
        }
        object.fields().forEach((key, value) -> additional(schema, Call.text(key), value, place));
        if (schema.propertyNames != null) {
            for (var key : object.fields().keySet()) {
                var check = apart(schema.propertyNames, key, place);
                if (!check.isValid()) {
                    breach(
                            "invalid_property_name",
                            place,
                            "Property name of \"%s\" does not match".formatted(Call.text(key)));
                    merge(check);
                }
            }
        }
        score++;
    }

    private void additional(JsonSchema schema, String name, RegoValue value, Place place) {
        var described = schema.properties.containsKey(name);
        var matched = false;
        for (var pattern : schema.patternProperties.entrySet()) {
            if (GoRegex.of(pattern.getKey()).finds(name)) {
                matched = true;
                merge(apart(pattern.getValue(), value, place.child(name)));
            }
        }
        score += matched ? 1 : 0;
        if (described || matched) {
            return;
        }
        if (schema.refusesAdditionalProperties) {
            breach("additional_property_not_allowed", place, "Additional property %s is not allowed".formatted(name));
        } else if (schema.additionalProperties != null) {
            merge(apart(schema.additionalProperties, value, place.child(name)));
        }
    }

    private void string(JsonSchema schema, String text, Place place) {
        var length = text.codePointCount(0, text.length());
        if (schema.minLength != null && length < schema.minLength) {
            breach(
                    "string_gte",
                    place,
                    "String length must be greater than or equal to %d".formatted(schema.minLength));
        }
        if (schema.maxLength != null && length > schema.maxLength) {
            breach("string_lte", place, "String length must be less than or equal to %d".formatted(schema.maxLength));
        }
        if (schema.pattern != null && !GoRegex.of(schema.pattern).finds(text)) {
            breach("pattern", place, "Does not match pattern '%s'".formatted(schema.pattern));
        }
        score++;
    }

    private void number(JsonSchema schema, BigDecimal number, Place place) {
        if (schema.multipleOf != null && number.remainder(schema.multipleOf).signum() != 0) {
            breach("multiple_of", place, "Must be a multiple of " + JsonSchemaValues.shown(schema.multipleOf));
        }
        if (schema.maximum != null && number.compareTo(schema.maximum) > 0) {
            breach("number_lte", place, "Must be less than or equal to " + JsonSchemaValues.shown(schema.maximum));
        }
        if (schema.exclusiveMaximum != null && number.compareTo(schema.exclusiveMaximum) >= 0) {
            breach("number_lt", place, "Must be less than " + JsonSchemaValues.shown(schema.exclusiveMaximum));
        }
        if (schema.minimum != null && number.compareTo(schema.minimum) < 0) {
            breach("number_gte", place, "Must be greater than or equal to " + JsonSchemaValues.shown(schema.minimum));
        }
        if (schema.exclusiveMinimum != null && number.compareTo(schema.exclusiveMinimum) <= 0) {
            breach("number_gt", place, "Must be greater than " + JsonSchemaValues.shown(schema.exclusiveMinimum));
        }
        score++;
    }

    static Map<String, RegoValue> shown(Breach breach) {
        return Map.of(
                "error",
                new Str(breach.field() + ": " + breach.description()),
                "type",
                new Str(breach.type()),
                "field",
                new Str(breach.field()),
                "desc",
                new Str(breach.description()));
    }
}
