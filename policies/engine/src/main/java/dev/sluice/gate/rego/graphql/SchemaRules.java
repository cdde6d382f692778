package dev.sluice.gate.rego.graphql;

import dev.sluice.gate.rego.graphql.Ast.ArgumentDefinition;
import dev.sluice.gate.rego.graphql.Ast.Definition;
import dev.sluice.gate.rego.graphql.Ast.Directive;
import dev.sluice.gate.rego.graphql.Ast.DirectiveDefinition;
import dev.sluice.gate.rego.graphql.Ast.FieldDefinition;
import dev.sluice.gate.rego.graphql.Ast.Kind;
import dev.sluice.gate.rego.graphql.Ast.SchemaDocument;
import dev.sluice.gate.rego.graphql.Ast.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a schema must keep to. The first breach ends the check. */
final class SchemaRules {
    private static final List<String> OUTPUTS = List.of(Ast.SCALAR, Ast.OBJECT, Ast.INTERFACE, Ast.UNION, Ast.ENUM);
    private static final List<String> INPUTS = List.of(Ast.SCALAR, Ast.ENUM, Ast.INPUT_OBJECT);

    /** Of input types that refer to each other. */
    private static final int MAX_CHAIN = 500;

    private final Schema schema;
    private final Runnable tick;

    private SchemaRules(Schema schema, Runnable tick) {
        this.schema = schema;
        this.tick = tick;
    }

    /** @param tick is asked in each loop that may be long, and ends it by throwing */
    static void check(Schema schema, SchemaDocument document, Runnable tick) {
        var rules = new SchemaRules(schema, tick);
        document.schema().forEach(s -> rules.directives(s.directives(), "SCHEMA", null, true));
        document.schemaExtension().forEach(s -> rules.directives(s.directives(), "SCHEMA", null, true));
        new TreeMap<>(schema.types()).values().forEach(rules::definition);
        rules.inputCycles();
        new TreeMap<>(schema.directives()).values().forEach(rules::directive);
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static GraphqlException breach(String message, Object... values) {
        return new GraphqlException(message.formatted(values));
    }

    private static void name(String name) {
        if (name.startsWith("__")) {
            throw breach("Name \"%s\" must not begin with \"__\", which is reserved by GraphQL introspection.", name);
        }
    }

    private Definition known(Type type) {
        var definition = schema.type(type.name());
        if (definition == null) {
            throw breach("Undefined type %s.", type.name());
        }
        return definition;
    }

    private void directive(DirectiveDefinition directive) {
        name(directive.name());
        arguments(directive.arguments(), directive);
    }

    private void definition(Definition type) {
        tick.run();
        type.fields().forEach(field -> field(type, field));
        type.types().forEach(member -> member(type, member));
        type.interfaces().forEach(i -> implementation(type, i));
        content(type);
        unique(type);
        if (!type.builtIn()) {
            name(type.name());
        }
        // They come from all parts of the type, in each of which they may stand.
        directives(type.directives(), type.kind(), null, false);
    }

    private void field(Definition type, FieldDefinition field) {
        name(field.name());
        known(field.type());
        arguments(field.arguments(), null);
        var location = type.is(Ast.INPUT_OBJECT) ? "INPUT_FIELD_DEFINITION" : "FIELD_DEFINITION";
        directives(field.directives(), location, null, true);
    }

    private void member(Definition type, String member) {
        var definition = schema.type(member);
        if (definition == null) {
            throw breach("Undefined type \"%s\".", member);
        }
        if (!definition.is(Ast.OBJECT)) {
            throw breach("%s type \"%s\" must be OBJECT.", type.kind(), member);
        }
    }

    private void content(Definition type) {
        switch (type.kind()) {
            case Ast.OBJECT, Ast.INTERFACE -> {
                if (type.fields().isEmpty()) {
                    throw breach("%s %s: must define one or more fields.", type.kind(), type.name());
                }
                kinds(type, OUTPUTS);
            }
            case Ast.ENUM -> enumValues(type);
            case Ast.INPUT_OBJECT -> {
                if (type.fields().isEmpty()) {
                    throw breach("%s %s: must define one or more input fields.", type.kind(), type.name());
                }
                kinds(type, INPUTS);
            }
            default -> {}
        }
    }

    private void kinds(Definition type, List<String> kinds) {
        for (var field : type.fields()) {
            if (!kinds.contains(known(field.type()).kind())) {
                throw breach("%s %s: field must be one of %s.", type.kind(), type.name(), String.join(", ", kinds));
            }
        }
    }

    private void enumValues(Definition type) {
        if (type.enumValues().isEmpty()) {
            throw breach("%s %s: must define one or more unique enum values.", type.kind(), type.name());
        }
        for (var value : type.enumValues()) {
            if (List.of("true", "false", "null").contains(value.name())) {
                throw breach("%s %s: non-enum value %s.", type.kind(), type.name(), value.name());
            }
            directives(value.directives(), "ENUM_VALUE", null, true);
        }
    }

    private static void unique(Definition type) {
        var fields = new HashSet<String>();
        for (var field : type.fields()) {
            if (!fields.add(field.name())) {
                throw breach("Field %s.%s can only be defined once.", type.name(), field.name());
            }
        }
        var values = new HashSet<String>();
        for (var value : type.enumValues()) {
            if (!values.add(value.name())) {
                throw breach("Enum value %s.%s can only be defined once.", type.name(), value.name());
            }
        }
        var members = new HashSet<String>();
        for (var member : type.types()) {
            if (!members.add(member)) {
                throw breach("Union type %s can only include type %s once.", type.name(), member);
            }
        }
    }

    private void arguments(List<ArgumentDefinition> arguments, @Nullable DirectiveDefinition within) {
        for (var argument : arguments) {
            name(argument.name());
            var type = known(argument.type());
            if (!type.isInput()) {
                throw breach(
                        "cannot use %s as argument %s because %s is not a valid input type",
                        argument.type(), argument.name(), type.kind());
            }
            directives(argument.directives(), "ARGUMENT_DEFINITION", within, true);
        }
    }

    /**
     * @param within the directive in whose definition they stand
     * @param once whether one that is not repeatable may stand once only
     */
    private void directives(
            List<Directive> directives, String location, @Nullable DirectiveDefinition within, boolean once) {
        var seen = new HashSet<String>();
        for (var directive : directives) {
            name(directive.name());
            if (within != null && directive.name().equals(within.name())) {
                throw breach("Directive %s cannot refer to itself.", within.name());
            }
            var definition = schema.directives().get(directive.name());
            if (definition == null) {
                throw breach("Undefined directive %s.", directive.name());
            }
            if (once && !seen.add(directive.name()) && !definition.isRepeatable()) {
                throw breach("The directive %s can only be used once at this location.", directive.name());
            }
            if (!definition.locations().contains(location)) {
                throw breach("Directive %s is not applicable on %s.", directive.name(), location);
            }
            values(directive, definition);
        }
    }

    private static void values(Directive directive, DirectiveDefinition definition) {
        for (var argument : directive.arguments()) {
            if (Ast.argumentDefinition(definition.arguments(), argument.name()) == null) {
                throw breach("Undefined argument %s for directive %s.", argument.name(), directive.name());
            }
        }
        for (var wanted : definition.arguments()) {
            var argument = Ast.argument(directive.arguments(), wanted.name());
            if (wanted.isRequired() && (argument == null || argument.value().is(Kind.NULL))) {
                throw breach("Argument %s for directive %s cannot be null.", wanted.name(), directive.name());
            }
        }
    }

    private void implementation(Definition type, String name) {
        var wanted = schema.type(name);
        if (wanted == null) {
            throw breach("Undefined type \"%s\".", name);
        }
        if (!wanted.is(Ast.INTERFACE)) {
            throw breach("\"%s\" is a non interface type %s.", name, wanted.kind());
        }
        for (var field : wanted.fields()) {
            var found = type.field(field.name());
            if (found == null) {
                throw breach("For %s to implement %s it must have a field called %s.", type.name(), name, field.name());
            }
            if (!isCovariant(field.type(), found.type())) {
                throw breach(
                        "For %s to implement %s the field %s must have type %s.",
                        type.name(), name, field.name(), field.type());
            }
            sameArguments("For %s to implement %s ".formatted(type.name(), name), field, found);
        }
        for (var inherited : wanted.interfaces()) {
            if (type.interfaces().contains(inherited)) {
                continue;
            }
            throw inherited.equals(type.name())
                    ? breach(
                            "Type %s cannot implement %s because it would create a circular reference.",
                            type.name(), name)
                    : breach(
                            "Type %s must implement %s because it is implemented by %s.", type.name(), inherited, name);
        }
    }

    private static void sameArguments(String purpose, FieldDefinition wanted, FieldDefinition found) {
        for (var argument : wanted.arguments()) {
            var other = Ast.argumentDefinition(found.arguments(), argument.name());
            if (other == null) {
                throw breach(
                        "%sthe field %s must have the same arguments but it is missing %s.",
                        purpose, wanted.name(), argument.name());
            }
            if (!argument.type().fits(other.type())) {
                throw breach(
                        "%sthe field %s must have the same arguments but %s has the wrong type.",
                        purpose, wanted.name(), argument.name());
            }
        }
        for (var argument : found.arguments()) {
            if (argument.isRequired() && Ast.argumentDefinition(wanted.arguments(), argument.name()) == null) {
                throw breach(
                        "%sany additional arguments on %s must be optional or have a default value but %s is"
                                + " required.",
                        purpose, found.name(), argument.name());
            }
        }
    }

    private boolean isCovariant(Type wanted, @Nullable Type found) {
        if (found == null || (wanted.nonNull() && !found.nonNull())) {
            return false;
        }
        if (wanted.elem() == null || !wanted.namedType().isEmpty()) {
            return wanted.namedType().equals(found.namedType())
                    || schema.possibleTypes(wanted.namedType()).contains(found.namedType());
        }
        return isCovariant(wanted.elem(), found.elem());
    }

    /** An input that would have to hold itself. */
    private void inputCycles() {
        var visited = new HashSet<String>();
        for (var type : new TreeMap<>(schema.types()).values()) {
            if (type.is(Ast.INPUT_OBJECT)) {
                inputCycle(type, visited, new LinkedHashMap<>());
            }
        }
    }

    /** @param path fields by the types in which they stand */
    private void inputCycle(Definition type, Set<String> visited, SequencedMap<String, String> path) {
        if (!visited.add(type.name())) {
            return;
        }
        if (path.size() > MAX_CHAIN) {
            throw breach("input types refer to each other more than %d deep", MAX_CHAIN);
        }
        for (var field : type.fields()) {
            tick.run();
            var inner = schema.type(field.type().namedType());
            if (!field.type().nonNull() || inner == null || !inner.is(Ast.INPUT_OBJECT)) {
                continue;
            }
            path.put(type.name(), field.name());
            if (path.containsKey(inner.name())) {
                var names = new ArrayList<>(path.sequencedKeySet());
                var fields = new ArrayList<>(path.sequencedValues());
                throw breach(
                        "Cannot reference Input Object \"%s\" within itself through a series of non-null fields: \"%s\".",
                        inner.name(), String.join(".", fields.subList(names.indexOf(inner.name()), fields.size())));
            }
            inputCycle(inner, visited, path);
        }
        path.remove(type.name());
    }
}
