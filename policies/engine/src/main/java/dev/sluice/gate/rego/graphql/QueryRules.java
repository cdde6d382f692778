package dev.sluice.gate.rego.graphql;

import dev.sluice.gate.rego.graphql.Ast.Argument;
import dev.sluice.gate.rego.graphql.Ast.ArgumentDefinition;
import dev.sluice.gate.rego.graphql.Ast.Definition;
import dev.sluice.gate.rego.graphql.Ast.Directive;
import dev.sluice.gate.rego.graphql.Ast.Field;
import dev.sluice.gate.rego.graphql.Ast.FieldDefinition;
import dev.sluice.gate.rego.graphql.Ast.FragmentDefinition;
import dev.sluice.gate.rego.graphql.Ast.FragmentSpread;
import dev.sluice.gate.rego.graphql.Ast.InlineFragment;
import dev.sluice.gate.rego.graphql.Ast.OperationDefinition;
import dev.sluice.gate.rego.graphql.Ast.QueryDocument;
import dev.sluice.gate.rego.graphql.Ast.Selection;
import dev.sluice.gate.rego.graphql.Ast.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a query must keep to, checked on one walk through its operations, the fragments that they use, and all fragments.
 * The first breach ends the check.
 */
final class QueryRules {
    private final Schema schema;
    private final QueryDocument document;
    private final Runnable tick;
    private final ValueRules values;
    private final FieldMerging merging;

    /** In the operation, or the fragment, through which the walk goes. */
    private final Set<String> walkedFragments = new HashSet<>();

    private final Set<String> usedFragments = new HashSet<>();
    private boolean countsUses = true;

    private QueryRules(Schema schema, QueryDocument document, Runnable tick) {
        this.schema = schema;
        this.document = document;
        this.tick = tick;
        this.values = new ValueRules(schema);
        this.merging = new FieldMerging(schema, document, tick);
    }

    /** @param tick is asked in each loop that may be long, and ends it by throwing */
    static void check(Schema schema, QueryDocument document, Runnable tick) {
        var rules = new QueryRules(schema, document, tick);
        FragmentRules.check(document, tick);
        rules.operations();
        rules.fragments();
        rules.merging.check();
    }

    @SuppressWarnings("AnnotateFormatMethod")
    static GraphqlException breach(String message, Object... values) {
        return new GraphqlException(message.formatted(values));
    }

    private void operations() {
        var names = new HashSet<String>();
        for (var operation : document.operations()) {
            operation(operation);
            if (!names.add(operation.name())) {
                throw breach("There can be only one operation named \"%s\".", operation.name());
            }
            if (operation.name().isEmpty() && document.operations().size() > 1) {
                throw breach("This anonymous operation must be the only defined operation.");
            }
        }
    }

    private void operation(OperationDefinition operation) {
        walkedFragments.clear();
        values.enter(operation);
        var kind = operation.operation().isEmpty() ? "query" : operation.operation();
        var root = schema.root(kind);
        for (var variable : operation.variableDefinitions()) {
            var type = schema.type(variable.type().name());
            if (type == null) {
                throw breach("Unknown type \"%s\".", variable.type().name());
            }
            if (variable.defaultValue() != null) {
                values.check(variable.defaultValue(), new ValueRules.Place(type, variable.type(), false));
            }
            directives(variable.directives(), "VARIABLE_DEFINITION");
        }
        directives(operation.directives(), kind.toUpperCase(Locale.ROOT));
        selections(root, operation.selectionSet());
        values.leave(operation);
        if (root == null) {
            throw breach("Schema does not support operation type \"%s\"", operation.operation());
        }
        if (kind.equals("subscription")) {
            FragmentRules.singleField(document, operation);
        }
    }

    private void fragments() {
        var names = new HashSet<String>();
        for (var fragment : document.fragments()) {
            walkedFragments.clear();
            var type = schema.type(fragment.typeCondition());
            if (type == null) {
                throw breach("Unknown type \"%s\".", fragment.typeCondition());
            }
            if (!type.isComposite() && !fragment.typeCondition().isEmpty()) {
                throw breach(
                        "Fragment \"%s\" cannot condition on non composite type \"%s\".",
                        fragment.name(), fragment.typeCondition());
            }
            directives(fragment.directives(), "FRAGMENT_DEFINITION");
            selections(type, fragment.selectionSet());
            // Of what fragments spread, only that in the first is a use: so it is in the original.
            countsUses = false;
            if (!usedFragments.contains(fragment.name())) {
                throw breach("Fragment \"%s\" is never used.", fragment.name());
            }
            if (!names.add(fragment.name())) {
                throw breach("There can be only one fragment named \"%s\".", fragment.name());
            }
        }
    }

    private void directives(List<Directive> directives, String location) {
        var seen = new HashSet<String>();
        for (var directive : directives) {
            var definition = schema.directives().get(directive.name());
            if (definition == null) {
                throw breach("Unknown directive \"@%s\".", directive.name());
            }
            for (var argument : directive.arguments()) {
                var argumentDefinition = Ast.argumentDefinition(definition.arguments(), argument.name());
                if (argumentDefinition == null) {
                    throw breach("Unknown argument \"%s\" on directive \"@%s\".", argument.name(), directive.name());
                }
                value(argument, argumentDefinition);
            }
            if (!definition.locations().contains(location)) {
                throw breach("Directive \"@%s\" may not be used on %s.", directive.name(), location);
            }
            arguments("Directive \"@%s\"".formatted(directive.name()), definition.arguments(), directive.arguments());
            if (!seen.add(directive.name()) && !definition.isRepeatable()) {
                throw breach("The directive \"@%s\" can only be used once at this location.", directive.name());
            }
        }
    }

    private void value(Argument argument, @Nullable ArgumentDefinition definition) {
        values.check(
                argument.value(),
                definition == null
                        ? ValueRules.Place.UNKNOWN
                        : new ValueRules.Place(
                                schema.type(definition.type().name()),
                                definition.type(),
                                ValueRules.hasDefault(definition.defaultValue())));
    }

    /** Those that are there once, and those that are required there. */
    private static void arguments(String of, List<ArgumentDefinition> wanted, List<Argument> arguments) {
        var names = new HashSet<String>();
        for (var argument : arguments) {
            if (!names.add(argument.name())) {
                throw breach("There can be only one argument named \"%s\".", argument.name());
            }
        }
        for (var definition : wanted) {
            if (definition.isRequired() && !names.contains(definition.name())) {
                throw breach(
                        "%s argument \"%s\" of type \"%s\" is required, but it was not provided.",
                        of, definition.name(), definition.type());
            }
        }
    }

    private void selections(@Nullable Definition parent, List<Selection> selections) {
        for (var selection : selections) {
            tick.run();
            switch (selection) {
                case Field field -> field(parent, field);
                case InlineFragment fragment -> inline(parent, fragment);
                case FragmentSpread spread -> spread(parent, spread);
            }
        }
    }

    private static @Nullable FieldDefinition definition(@Nullable Definition parent, String name) {
        if (name.equals("__typename")) {
            return Schema.field(name, List.of(), new Type("String", null, false));
        }
        return parent == null ? null : parent.field(name);
    }

    private void field(@Nullable Definition parent, Field field) {
        var definition = definition(parent, field.name());
        merging.found(field, parent, definition);
        var type = definition == null ? null : schema.type(definition.type().name());
        for (var argument : field.arguments()) {
            var wanted = definition == null ? null : Ast.argumentDefinition(definition.arguments(), argument.name());
            value(argument, wanted);
            if (wanted == null && definition != null && parent != null) {
                throw breach(
                        "Unknown argument \"%s\" on field \"%s.%s\".", argument.name(), parent.name(), field.name());
            }
        }
        directives(field.directives(), "FIELD");
        selections(type, field.selectionSet());
        if (parent != null && definition == null) {
            throw breach("Cannot query field \"%s\" on type \"%s\".", field.name(), parent.name());
        }
        arguments(
                "Field \"%s\"".formatted(field.name()),
                definition == null ? List.of() : definition.arguments(),
                field.arguments());
        if (type != null && definition != null) {
            leaf(field, type, definition);
        }
        if (field.name().equals("__schema") || field.name().equals("__type")) {
            FragmentRules.introspection(document, field);
        }
    }

    private static void leaf(Field field, Definition type, FieldDefinition definition) {
        if (type.isLeaf() && !field.selectionSet().isEmpty()) {
            throw breach(
                    "Field \"%s\" must not have a selection since type \"%s\" has no subfields.",
                    field.name(), type.name());
        }
        if (!type.isLeaf() && field.selectionSet().isEmpty()) {
            throw breach(
                    "Field \"%s\" of type \"%s\" must have a selection of subfields. Did you mean \"%s { ... }\"?",
                    field.name(), definition.type(), field.name());
        }
    }

    private void inline(@Nullable Definition parent, InlineFragment fragment) {
        var condition = fragment.typeCondition();
        var type = condition.isEmpty() ? parent : schema.type(condition);
        if (!condition.isEmpty() && type == null) {
            throw breach("Unknown type \"%s\".", condition);
        }
        directives(fragment.directives(), "INLINE_FRAGMENT");
        selections(type, fragment.selectionSet());
        if (condition.isEmpty() || type == null) {
            return;
        }
        if (!type.isComposite()) {
            throw breach("Fragment cannot condition on non composite type \"%s\".", condition);
        }
        if (parent != null && !canBe(parent, type)) {
            throw breach(
                    "Fragment cannot be spread here as objects of type \"%s\" can never be of type \"%s\".",
                    parent.name(), condition);
        }
    }

    private void spread(@Nullable Definition parent, FragmentSpread spread) {
        directives(spread.directives(), "FRAGMENT_SPREAD");
        if (countsUses) {
            usedFragments.add(spread.name());
        }
        var fragment = document.fragment(spread.name());
        if (fragment == null) {
            throw breach("Unknown fragment \"%s\".", spread.name());
        }
        var type = schema.type(fragment.typeCondition());
        if (walkedFragments.add(fragment.name())) {
            directives(fragment.directives(), "FRAGMENT_DEFINITION");
            selections(type, fragment.selectionSet());
        }
        if (parent != null && type != null && type.isComposite() && !canBe(parent, type)) {
            throw breach(
                    "Fragment \"%s\" cannot be spread here as objects of type \"%s\" can never be of type \"%s\".",
                    spread.name(), parent.name(), fragment.typeCondition());
        }
    }

    private boolean canBe(Definition parent, Definition type) {
        if (!parent.isComposite()) {
            return true;
        }
        var parents = parent.is(Ast.OBJECT) ? List.of(parent.name()) : schema.possibleTypes(parent.name());
        return schema.possibleTypes(type.name()).stream().anyMatch(parents::contains);
    }

    /** Fields, by the operation or the fragment in which they stand. */
    static List<Selection> selections(QueryDocument document, FragmentSpread spread) {
        FragmentDefinition fragment = document.fragment(spread.name());
        return fragment == null ? List.of() : fragment.selectionSet();
    }
}
