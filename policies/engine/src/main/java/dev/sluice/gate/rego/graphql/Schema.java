package dev.sluice.gate.rego.graphql;

import dev.sluice.gate.rego.graphql.Ast.ArgumentDefinition;
import dev.sluice.gate.rego.graphql.Ast.Definition;
import dev.sluice.gate.rego.graphql.Ast.DirectiveDefinition;
import dev.sluice.gate.rego.graphql.Ast.FieldDefinition;
import dev.sluice.gate.rego.graphql.Ast.SchemaDefinition;
import dev.sluice.gate.rego.graphql.Ast.SchemaDocument;
import dev.sluice.gate.rego.graphql.Ast.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Types and directives by their names, each with what extends it.
 *
 * @param possible of unions, interfaces and objects the names of what they can be
 * @param roots names of types by the operation that starts there
 */
record Schema(
        Map<String, Definition> types,
        Map<String, DirectiveDefinition> directives,
        Map<String, List<String>> possible,
        Map<String, String> roots) {
    /** A document may define them again; the last definition counts, as in the original. */
    private static final Set<String> STANDARD_DIRECTIVES =
            Set.of("include", "skip", "deprecated", "specifiedBy", "defer", "oneOf");

    private static final Map<String, String> CONVENTIONAL_ROOTS =
            Map.of("query", "Query", "mutation", "Mutation", "subscription", "Subscription");

    @Nullable
    Definition type(@Nullable String name) {
        return name == null ? null : types.get(name);
    }

    List<String> possibleTypes(String name) {
        return possible.getOrDefault(name, List.of());
    }

    /** Where an operation starts. */
    @Nullable
    Definition root(String operation) {
        return type(roots.get(operation));
    }

    /** Of a document that includes what every schema has. */
    static Schema of(SchemaDocument document) {
        var types = types(document);
        var roots = roots(document, types);
        var directives = directives(document);
        return new Schema(types, directives, possible(types), roots);
    }

    /** Where the document names none, they are found by convention, but only after the rules were checked. */
    Schema withRoots(SchemaDocument document) {
        var all = new HashMap<>(roots);
        if (document.schema().isEmpty()) {
            CONVENTIONAL_ROOTS.forEach((operation, type) -> {
                if (types.containsKey(type)) {
                    all.putIfAbsent(operation, type);
                }
            });
        }
        var introspected = new LinkedHashMap<>(types);
        var query = type(all.get("query"));
        if (query != null) {
            introspected.put(query.name(), withIntrospection(query));
        }
        return new Schema(introspected, directives, possible, all);
    }

    private static Definition withIntrospection(Definition query) {
        var fields = new ArrayList<>(query.fields());
        fields.add(field("__schema", List.of(), new Type("__Schema", null, true)));
        var name = new ArgumentDefinition("", "name", null, new Type("String", null, true), List.of(), null, null);
        fields.add(field("__type", List.of(name), new Type("__Type", null, false)));
        return with(query, query, fields);
    }

    static FieldDefinition field(String name, List<ArgumentDefinition> arguments, Type type) {
        return new FieldDefinition("", name, arguments, null, type, List.of(), null, null);
    }

    private static Map<String, Definition> types(SchemaDocument document) {
        var types = new LinkedHashMap<String, Definition>();
        for (var definition : document.definitions()) {
            if (types.putIfAbsent(definition.name(), definition) != null) {
                throw new GraphqlException("Cannot redeclare type %s.".formatted(definition.name()));
            }
        }
        for (var extension : document.extensions()) {
            var base = types.get(extension.name());
            if (base == null) {
                types.put(extension.name(), extension);
            } else if (base.is(extension.kind())) {
                types.put(base.name(), extended(base, extension));
            } else {
                throw new GraphqlException("Cannot extend type %s because the base type is a %s, not %s."
                        .formatted(extension.name(), base.kind(), extension.kind()));
            }
        }
        return types;
    }

    private static Definition extended(Definition base, Definition extension) {
        var directives = joined(base.directives(), extension.directives());
        var interfaces = joined(base.interfaces(), extension.interfaces());
        var members = joined(base.types(), extension.types());
        var values = joined(base.enumValues(), extension.enumValues());
        var both = new Definition(
                base.kind(),
                "",
                base.name(),
                directives,
                interfaces,
                List.of(),
                members,
                values,
                base.builtIn(),
                null,
                null,
                null);
        return with(base, both, joined(base.fields(), extension.fields()));
    }

    private static Definition with(Definition base, Definition parts, List<FieldDefinition> fields) {
        return new Definition(
                base.kind(),
                base.description(),
                base.name(),
                parts.directives(),
                parts.interfaces(),
                fields,
                parts.types(),
                parts.enumValues(),
                base.builtIn(),
                null,
                null,
                null);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        var joined = new ArrayList<>(first);
        joined.addAll(second);
        return joined;
    }

    private static Map<String, List<String>> possible(Map<String, Definition> types) {
        var possible = new HashMap<String, List<String>>();
        for (var type : types.values()) {
            if (type.is(Ast.UNION)) {
                possible.computeIfAbsent(type.name(), n -> new ArrayList<>()).addAll(type.types());
            } else if (type.is(Ast.OBJECT) || type.is(Ast.INPUT_OBJECT) || type.is(Ast.INTERFACE)) {
                type.interfaces()
                        .forEach(i -> possible.computeIfAbsent(i, n -> new ArrayList<>())
                                .add(type.name()));
                if (!type.is(Ast.INTERFACE)) {
                    possible.computeIfAbsent(type.name(), n -> new ArrayList<>())
                            .add(type.name());
                }
            }
        }
        return possible;
    }

    private static Map<String, DirectiveDefinition> directives(SchemaDocument document) {
        var directives = new LinkedHashMap<String, DirectiveDefinition>();
        for (var directive : document.directives()) {
            if (directives.put(directive.name(), directive) != null
                    && !STANDARD_DIRECTIVES.contains(directive.name())) {
                throw new GraphqlException("Cannot redeclare directive %s.".formatted(directive.name()));
            }
        }
        return directives;
    }

    private static Map<String, String> roots(SchemaDocument document, Map<String, Definition> types) {
        if (document.schema().size() > 1) {
            throw new GraphqlException("Cannot have multiple schema entry points, consider schema extensions instead.");
        }
        var roots = new HashMap<String, String>();
        document.schema().forEach(schema -> add(roots, schema, types));
        document.schemaExtension().forEach(extension -> add(roots, extension, types));
        return roots;
    }

    private static void add(Map<String, String> roots, SchemaDefinition schema, Map<String, Definition> types) {
        for (var entry : schema.operationTypes()) {
            if (!types.containsKey(entry.type())) {
                throw new GraphqlException("Schema root %s refers to a type %s that does not exist."
                        .formatted(entry.operation(), entry.type()));
            }
            roots.put(entry.operation(), entry.type());
        }
    }
}
