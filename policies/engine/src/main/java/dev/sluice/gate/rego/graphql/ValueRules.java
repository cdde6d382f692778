package dev.sluice.gate.rego.graphql;

import static dev.sluice.gate.rego.graphql.QueryRules.breach;

import dev.sluice.gate.rego.graphql.Ast.ChildValue;
import dev.sluice.gate.rego.graphql.Ast.Definition;
import dev.sluice.gate.rego.graphql.Ast.Kind;
import dev.sluice.gate.rego.graphql.Ast.OperationDefinition;
import dev.sluice.gate.rego.graphql.Ast.Type;
import dev.sluice.gate.rego.graphql.Ast.Value;
import dev.sluice.gate.rego.graphql.Ast.VariableDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rules about values and the variables that stand for them. */
final class ValueRules {
    private static final List<String> STANDARD_SCALARS = List.of("Int", "Float", "String", "Boolean", "ID");

    private final Schema schema;
    private final Set<String> used = new HashSet<>();
    private @Nullable OperationDefinition operation;

    ValueRules(Schema schema) {
        this.schema = schema;
    }

    /**
     * Where a value stands.
     *
     * @param definition of the innermost elements of the type
     */
    record Place(@Nullable Definition definition, @Nullable Type type, boolean hasDefault) {
        static final Place UNKNOWN = new Place(null, null, false);
    }

    static boolean hasDefault(@Nullable Value initial) {
        return initial != null && !initial.is(Kind.NULL);
    }

    void enter(OperationDefinition entered) {
        operation = entered;
        used.clear();
    }

    void leave(OperationDefinition left) {
        operation = null;
        var names = new HashSet<String>();
        for (var variable : left.variableDefinitions()) {
            var type = schema.type(variable.type().name());
            if (!names.add(variable.variable())) {
                throw breach("There can be only one variable named \"$%s\".", variable.variable());
            }
            if (!used.contains(variable.variable()) && !variable.used()) {
                throw breach("Variable \"$%s\" is never used.", variable.variable());
            }
            if (type != null && !type.isInput()) {
                throw breach("Variable \"$%s\" cannot be non-input type \"%s\".", variable.variable(), variable.type());
            }
        }
    }

    private @Nullable VariableDefinition variable(Value value) {
        return operation == null || !value.is(Kind.VARIABLE)
                ? null
                : operation.variableDefinitions().stream()
                        .filter(v -> v.variable().equals(value.raw()))
                        .findFirst()
                        .orElse(null);
    }

    void check(Value value, Place place) {
        if (value.is(Kind.VARIABLE) && operation != null) {
            variable(value, place);
        }
        for (var child : value.children()) {
            check(child.value(), value.is(Kind.OBJECT) ? field(child, place) : element(place));
        }
        if (value.is(Kind.OBJECT)) {
            fields(value, place.definition());
        }
        if (place.definition() != null && place.type() != null) {
            typed(value, place.definition(), place.type());
        }
    }

    private Place field(ChildValue child, Place place) {
        var field = place.definition() == null ? null : place.definition().field(child.name());
        return field == null
                ? Place.UNKNOWN
                : new Place(schema.type(field.type().name()), field.type(), hasDefault(field.defaultValue()));
    }

    private static Place element(Place place) {
        return place.type() == null || place.type().elem() == null
                ? Place.UNKNOWN
                : new Place(place.definition(), place.type().elem(), false);
    }

    private void variable(Value value, Place place) {
        var variable = variable(value);
        if (variable == null) {
            throw breach("Variable \"$%s\" is not defined.", value.raw());
        }
        used.add(value.raw());
        if (place.type() == null) {
            return;
        }
        var canBeNull = hasDefault(variable.defaultValue()) || place.hasDefault();
        var expected = canBeNull ? place.type().nullable() : place.type();
        if (!variable.type().fits(expected)) {
            throw breach(
                    "Variable \"$%s\" of type \"%s\" used in position expecting type \"%s\".",
                    value.raw(), variable.type(), place.type());
        }
    }

    private void fields(Value value, @Nullable Definition definition) {
        var names = new HashSet<String>();
        for (var child : value.children()) {
            if (!names.add(child.name())) {
                throw breach("There can be only one input field named \"%s\".", child.name());
            }
            var variable = variable(child.value());
            if (definition != null
                    && definition.isOneOf()
                    && variable != null
                    && !variable.type().nonNull()) {
                throw breach(
                        "Variable \"$%s\" is of type \"%s\" but must be non-nullable to be used for OneOf Input Object"
                                + " \"%s\".",
                        child.value().raw(), variable.type(), definition.name());
            }
        }
    }

    private static void typed(Value value, Definition definition, Type type) {
        if (value.is(Kind.NULL) && type.nonNull()) {
            throw breach("Expected value of type \"%s\", found %s.", type, shown(value));
        }
        if (definition.is(Ast.SCALAR) && !STANDARD_SCALARS.contains(definition.name())) {
            return;
        }
        if (!isReadable(value) || !isOfType(value, definition, type)) {
            throw unexpected(value, definition, type);
        }
        if (value.is(Kind.OBJECT)) {
            members(value, definition);
        }
    }

    private static boolean isOfType(Value value, Definition definition, Type type) {
        var name = definition.name();
        return switch (value.of()) {
            case NULL, VARIABLE, OBJECT -> true;
            case LIST -> type.elem() != null;
            case INT -> List.of("Int", "Float", "ID").contains(name);
            case FLOAT -> name.equals("Float");
            case STRING, BLOCK ->
                !definition.is(Ast.ENUM) && List.of("String", "ID").contains(name);
            case ENUM ->
                definition.is(Ast.ENUM)
                        && definition.enumValues().stream()
                                .anyMatch(v -> v.name().equals(value.raw()));
            case BOOLEAN -> name.equals("Boolean");
        };
    }

    /** Whether Go can hold it, whatever type is expected. */
    private static boolean isReadable(Value value) {
        return switch (value.of()) {
            case INT -> isLong(value.raw());
            case FLOAT -> isFinite(value.raw());
            case LIST, OBJECT ->
                value.children().stream().map(ChildValue::value).allMatch(ValueRules::isReadable);
            case BOOLEAN -> value.raw().equals("true") || value.raw().equals("false");
            case VARIABLE, STRING, BLOCK, NULL, ENUM -> true;
        };
    }

    private static boolean isLong(String raw) {
        try {
            Long.parseLong(raw);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isFinite(String raw) {
        try {
            return Double.isFinite(Double.parseDouble(raw));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static GraphqlException unexpected(Value value, Definition definition, Type type) {
        var shown = shown(value);
        if (definition.is(Ast.ENUM)) {
            return value.is(Kind.ENUM)
                    ? breach("Value \"%s\" does not exist in \"%s\" enum.", shown, type)
                    : breach("Enum \"%s\" cannot represent non-enum value: %s.", type, shown);
        }
        return switch (type.toString()) {
            case "Int", "Int!" -> breach("Int cannot represent non-integer value: %s", shown);
            case "String", "String!", "[String]" -> breach("String cannot represent a non string value: %s", shown);
            case "Boolean", "Boolean!" -> breach("Boolean cannot represent a non boolean value: %s", shown);
            case "Float", "Float!" -> breach("Float cannot represent non numeric value: %s", shown);
            case "ID", "ID!" -> breach("ID cannot represent a non-string and non-integer value: %s", shown);
            default -> breach("Expected value of type \"%s\", found %s.", type, shown);
        };
    }

    private static void members(Value value, Definition definition) {
        for (var field : definition.fields()) {
            if (field.type().nonNull() && field.defaultValue() == null && value.child(field.name()) == null) {
                throw breach(
                        "Field \"%s.%s\" of required type \"%s\" was not provided.",
                        definition.name(), field.name(), field.type());
            }
        }
        if (definition.isOneOf()) {
            if (value.children().size() != 1) {
                throw breach("OneOf Input Object \"%s\" must specify exactly one key.", definition.name());
            }
            if (value.children().getFirst().value().is(Kind.NULL)) {
                throw breach(
                        "Field \"%s.%s\" must be non-null.",
                        definition.name(), definition.fields().getFirst().name());
            }
        }
        for (var child : value.children()) {
            if (definition.field(child.name()) == null) {
                throw breach("Field \"%s\" is not defined by type \"%s\".", child.name(), definition.name());
            }
        }
    }

    private static String shown(Value value) {
        return switch (value.of()) {
            case VARIABLE -> "$" + value.raw();
            case INT, FLOAT, ENUM, BOOLEAN, NULL -> value.raw();
            case STRING, BLOCK -> "\"" + value.raw() + "\"";
            case LIST ->
                value.children().stream().map(c -> shown(c.value())).collect(Collectors.joining(",", "[", "]"));
            case OBJECT ->
                value.children().stream()
                        .map(c -> c.name() + ":" + shown(c.value()))
                        .collect(Collectors.joining(",", "{", "}"));
        };
    }
}
