package dev.sluice.gate.rego;

import dev.sluice.gate.rego.JsonSchema.Dependency;
import dev.sluice.gate.rego.JsonSchema.Draft;
import dev.sluice.gate.rego.JsonSchemaReferences.Reference;
import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Bool;
import dev.sluice.gate.rego.RegoValue.Num;
import dev.sluice.gate.rego.RegoValue.Obj;
import dev.sluice.gate.rego.RegoValue.Str;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a schema, keyword by keyword in the order in which OPA's library does, which says which mistake is reported. */
final class JsonSchemaReader {
    private static final int MAX_DEPTH = 400;

    private final JsonSchemaReferences references = new JsonSchemaReferences();
    private final Map<Reference, JsonSchema> referred = new HashMap<>();
    private int depth;

    private JsonSchemaReader() {}

    static JsonSchema read(RegoValue document) {
        var reader = new JsonSchemaReader();
        var absolute = reader.references.add(document);
        var draft = JsonSchemaReferences.draft(absolute);
        return reader.schema(absolute, Reference.ROOT, draft == null ? Draft.ANY : draft);
    }

    /** An object and the schema that is made of it. */
    private record Source(Map<RegoValue, RegoValue> fields, JsonSchema schema) {
        @Nullable
        RegoValue get(String keyword) {
            return fields.get(new Str(keyword));
        }

        boolean has(String keyword) {
            return fields.containsKey(new Str(keyword));
        }
    }

    private JsonSchema schema(RegoValue value, Reference id, Draft draft) {
        var schema = new JsonSchema(id, draft);
        fill(schema, value);
        return schema;
    }

    private JsonSchema inner(RegoValue value, Source within) {
        return schema(value, within.schema().id, within.schema().draft);
    }

    private void fill(JsonSchema schema, RegoValue value) {
        Watchdog.check();
        if (++depth > MAX_DEPTH) {
            throw new BuiltinError("the schema is nested more than %d deep".formatted(MAX_DEPTH));
        }
        if (value instanceof Bool(var passes) && schema.draft.isAtLeast(Draft.SIX)) {
            schema.passes = passes;
        } else if (value instanceof Obj(var fields)) {
            fill(new Source(fields, schema));
        } else {
            throw new BuiltinError("Expected: Valid Schema, given: Invalid JSON");
        }
        depth--;
    }

    private void fill(Source source) {
        text(
                source,
                source.schema().draft == Draft.FOUR || (source.has("id") && source.schema().draft == Draft.ANY)
                        ? "id"
                        : "$id");
        definitions(source);
        text(source, "title");
        text(source, "description");
        var reference = text(source, "$ref");
        if (reference != null && refer(source.schema(), Reference.of(reference))) {
            return;
        }
        types(source);
        objects(source);
        arrays(source);
        numbers(source);
        strings(source);
        counts(source);
        values(source);
        combinations(source);
    }

    private static BuiltinError invalidType(String expected, String given) {
        return new BuiltinError("Invalid type. Expected: %s, given: %s".formatted(expected, given));
    }

    private static @Nullable String text(Source source, String keyword) {
        return switch (source.get(keyword)) {
            case null -> null;
            case Str(var text) -> text;
            default -> throw invalidType("string", keyword);
        };
    }

    private static List<RegoValue> list(Source source, String keyword) {
        return switch (source.get(keyword)) {
            case null -> List.of();
            case Arr(var items) -> items;
            default -> throw new BuiltinError(keyword + " must be of an array");
        };
    }

    private void definitions(Source source) {
        var definitions = source.get("definitions");
        if (definitions == null) {
            return;
        }
        if (!(definitions instanceof Obj(var named)) || !named.values().stream().allMatch(JsonSchema::isSchema)) {
            throw invalidType("Array Of Schemas", "definitions");
        }
        named.values().forEach(d -> inner(d, source));
    }

    /** Whether nothing else of the schema is looked at: so it is the first time that a place is referred to. */
    private boolean refer(JsonSchema schema, Reference reference) {
        var known = referred.get(reference);
        if (known != null) {
            schema.reference = known;
            return false;
        }
        var part = references.find(reference);
        if (!JsonSchema.isSchema(part.schema())) {
            throw new BuiltinError("Valid Schema must be of type object");
        }
        var target = new JsonSchema(reference, part.draft() == null ? schema.draft : part.draft());
        referred.put(reference, target);
        fill(target, part.schema());
        schema.reference = target;
        return true;
    }

    private static void types(Source source) {
        var names = switch (source.get("type")) {
            case null -> List.<RegoValue>of();
            case Str name -> List.<RegoValue>of(name);
            case Arr(var items) -> items;
            default -> throw invalidType("type", "string/Array Of Strings");
        };
        for (var name : names) {
            if (!(name instanceof Str(var type))) {
                throw invalidType("type", "string/Array Of Strings");
            }
            if (!JsonSchema.TYPES.contains(type)) {
                throw new BuiltinError(
                        "has a primitive type that is NOT VALID -- given: /%s/ Expected valid values are:[%s]"
                                .formatted(type, String.join(" ", JsonSchema.TYPES)));
            }
            if (source.schema().types.contains(type)) {
                throw new BuiltinError(type + " type is duplicated");
            }
            source.schema().types.add(type);
        }
    }

    private void objects(Source source) {
        var schema = source.schema();
        switch (source.get("properties")) {
            case null -> {}
            case Obj(var named) ->
                named.forEach((name, value) -> schema.properties.put(Call.text(name), inner(value, source)));
            default -> throw new BuiltinError("Properties must be of type object");
        }
        switch (source.get("additionalProperties")) {
            case null -> {}
            case Bool(var allowed) -> schema.refusesAdditionalProperties = !allowed;
            case Obj object -> schema.additionalProperties = inner(object, source);
            default -> throw invalidType("boolean/Valid Schema", "additionalProperties");
        }
        switch (source.get("patternProperties")) {
            case null -> {}
            case Obj(var named) ->
                named.forEach((name, value) -> {
                    if (!GoRegex.isValid(Call.text(name))) {
                        throw new BuiltinError("Invalid regex pattern '%s'".formatted(Call.text(name)));
                    }
                    schema.patternProperties.put(Call.text(name), inner(value, source));
                });
            default -> throw invalidType("Valid Schema", "patternProperties");
        }
        var names = source.get("propertyNames");
        if (names != null && schema.draft.isAtLeast(Draft.SIX)) {
            if (!JsonSchema.isSchema(names)) {
                throw invalidType("Valid Schema", "patternProperties");
            }
            schema.propertyNames = inner(names, source);
        }
        dependencies(source);
    }

    private void dependencies(Source source) {
        var dependencies = source.get("dependencies");
        if (dependencies == null) {
            return;
        }
        if (!(dependencies instanceof Obj(var named))) {
            throw new BuiltinError("dependencies must be of type object");
        }
        named.forEach((name, value) -> {
            var isNames = value instanceof Arr(var items) && items.stream().allMatch(i -> i instanceof Str);
            if (!isNames && !JsonSchema.isSchema(value)) {
                throw new BuiltinError("Dependency must be of type Schema Or Array Of Strings");
            }
            var dependency = value instanceof Arr(var items)
                    ? new Dependency(items.stream().map(Call::text).toList(), null)
                    : new Dependency(List.of(), inner(value, source));
            source.schema().dependencies.put(Call.text(name), dependency);
        });
    }

    private void arrays(Source source) {
        var schema = source.schema();
        switch (source.get("items")) {
            case null -> {}
            case Arr(var items) -> {
                for (var item : items) {
                    if (!JsonSchema.isSchema(item)) {
                        throw invalidType("Valid Schema/Array Of Schemas", "items");
                    }
                    schema.tuple.add(inner(item, source));
                }
            }
            case RegoValue value when JsonSchema.isSchema(value) -> schema.items = inner(value, source);
            default -> throw invalidType("Valid Schema/Array Of Schemas", "items");
        }
        switch (source.get("additionalItems")) {
            case null -> {}
            case Bool(var allowed) -> schema.refusesAdditionalItems = !allowed;
            case Obj object -> schema.additionalItems = inner(object, source);
            default -> throw invalidType("boolean/Valid Schema", "additionalItems");
        }
    }

    private static @Nullable BigDecimal number(@Nullable RegoValue value) {
        return value instanceof Num number ? number.bounded() : null;
    }

    private static void numbers(Source source) {
        var schema = source.schema();
        if (source.has("multipleOf")) {
            schema.multipleOf = number(source.get("multipleOf"));
            if (schema.multipleOf == null) {
                throw invalidType("Number", "multipleOf");
            }
            if (schema.multipleOf.signum() <= 0) {
                throw new BuiltinError("multipleOf must be strictly greater than 0");
            }
        }
        schema.minimum = limit(source, "minimum");
        schema.exclusiveMinimum = exclusive(source, "exclusiveMinimum", "minimum", schema.minimum);
        if (schema.exclusiveMinimum != null && source.get("exclusiveMinimum") instanceof Bool) {
            schema.minimum = null;
        }
        schema.maximum = limit(source, "maximum");
        schema.exclusiveMaximum = exclusive(source, "exclusiveMaximum", "maximum", schema.maximum);
        if (schema.exclusiveMaximum != null && source.get("exclusiveMaximum") instanceof Bool) {
            schema.maximum = null;
        }
    }

    private static @Nullable BigDecimal limit(Source source, String keyword) {
        var limit = number(source.get(keyword));
        if (limit == null && source.has(keyword)) {
            throw new BuiltinError(keyword + " must be of a Number");
        }
        return limit;
    }

    /** A number, or, as it was in draft 4, whether another limit is one. */
    private static @Nullable BigDecimal exclusive(
            Source source, String keyword, String other, @Nullable BigDecimal limit) {
        var draft = source.schema().draft;
        return switch (source.get(keyword)) {
            case null -> null;
            case Bool(var exclusive)
            when draft == Draft.FOUR || draft == Draft.ANY -> {
                if (limit == null) {
                    throw new BuiltinError("%s cannot be used without %s".formatted(keyword, other));
                }
                yield exclusive ? limit : null;
            }
            case Num number when draft != Draft.FOUR -> number.bounded();
            default ->
                throw invalidType(
                        switch (draft) {
                            case FOUR -> "boolean";
                            case ANY -> "boolean/number";
                            case SIX, SEVEN -> "number";
                        },
                        keyword);
        };
    }

    private static @Nullable Long count(Source source, String keyword) {
        if (!source.has(keyword)) {
            return null;
        }
        try {
            var count = source.get(keyword) instanceof Num(var text) ? Long.parseLong(text) : Long.MIN_VALUE;
            if (count == Long.MIN_VALUE) {
                throw new BuiltinError(keyword + " must be of an integer");
            }
            if (count < 0) {
                throw new BuiltinError(keyword + " must be greater than or equal to 0");
            }
            return count;
        } catch (NumberFormatException e) {
            throw new BuiltinError(keyword + " must be of an integer");
        }
    }

    private static void strings(Source source) {
        var schema = source.schema();
        schema.minLength = count(source, "minLength");
        schema.maxLength = count(source, "maxLength");
        inOrder(schema.minLength, "minLength", schema.maxLength, "maxLength");
        schema.pattern = text(source, "pattern");
        if (schema.pattern != null && !GoRegex.isValid(schema.pattern)) {
            throw new BuiltinError("pattern must be a valid regex");
        }
        var format = text(source, "format");
        schema.format = format == null ? "" : format;
    }

    private static void inOrder(@Nullable Long least, String min, @Nullable Long most, String max) {
        if (least != null && most != null && least > most) {
            throw new BuiltinError("%s cannot be greater than %s".formatted(min, max));
        }
    }

    private void counts(Source source) {
        var schema = source.schema();
        schema.minProperties = count(source, "minProperties");
        schema.maxProperties = count(source, "maxProperties");
        inOrder(schema.minProperties, "minProperties", schema.maxProperties, "maxProperties");
        for (var name : list(source, "required")) {
            if (!(name instanceof Str(var text))) {
                throw invalidType("string", "required");
            }
            if (schema.required.contains(text)) {
                throw new BuiltinError("required items must be unique");
            }
            schema.required.add(text);
        }
        schema.minItems = count(source, "minItems");
        schema.maxItems = count(source, "maxItems");
        switch (source.get("uniqueItems")) {
            case null -> {}
            case Bool(var unique) -> schema.uniqueItems = unique;
            default -> throw new BuiltinError("uniqueItems must be of a boolean");
        }
        var contains = source.get("contains");
        if (contains != null && schema.draft.isAtLeast(Draft.SIX)) {
            schema.contains = inner(contains, source);
        }
    }

    private static void values(Source source) {
        var schema = source.schema();
        var constant = source.get("const");
        if (constant != null && schema.draft.isAtLeast(Draft.SIX)) {
            schema.constant = JsonSchemaValues.canonical(constant);
        }
        var values = list(source, "enum");
        if (!source.has("enum")) {
            return;
        }
        var enumeration = new ArrayList<String>();
        for (var value : values) {
            var text = JsonSchemaValues.canonical(value);
            if (enumeration.contains(text)) {
                throw new BuiltinError("enum items must be unique");
            }
            enumeration.add(text);
        }
        schema.enumeration = enumeration;
    }

    private void combinations(Source source) {
        var schema = source.schema();
        list(source, "oneOf").forEach(s -> schema.oneOf.add(inner(s, source)));
        list(source, "anyOf").forEach(s -> schema.anyOf.add(inner(s, source)));
        list(source, "allOf").forEach(s -> schema.allOf.add(inner(s, source)));
        schema.not = optional(source, "not");
        if (schema.draft.isAtLeast(Draft.SEVEN)) {
            schema.condition = optional(source, "if");
            schema.then = optional(source, "then");
            schema.otherwise = optional(source, "else");
        }
    }

    private @Nullable JsonSchema optional(Source source, String keyword) {
        var value = source.get(keyword);
        if (value == null) {
            return null;
        }
        if (!JsonSchema.isSchema(value)) {
            throw new BuiltinError(keyword + " must be of an object");
        }
        return inner(value, source);
    }
}
