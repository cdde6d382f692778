package dev.sluice.gate.rego.graphql;

import dev.sluice.gate.rego.graphql.Ast.ArgumentDefinition;
import dev.sluice.gate.rego.graphql.Ast.CommentGroup;
import dev.sluice.gate.rego.graphql.Ast.Definition;
import dev.sluice.gate.rego.graphql.Ast.Directive;
import dev.sluice.gate.rego.graphql.Ast.DirectiveDefinition;
import dev.sluice.gate.rego.graphql.Ast.EnumValueDefinition;
import dev.sluice.gate.rego.graphql.Ast.FieldDefinition;
import dev.sluice.gate.rego.graphql.Ast.OperationTypeDefinition;
import dev.sluice.gate.rego.graphql.Ast.SchemaDefinition;
import dev.sluice.gate.rego.graphql.Ast.SchemaDocument;
import dev.sluice.gate.rego.graphql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads definitions of types and directives. */
final class SchemaParser extends Parser {
    private static final Set<String> LOCATIONS = Set.of(
            "QUERY",
            "MUTATION",
            "SUBSCRIPTION",
            "FIELD",
            "FRAGMENT_DEFINITION",
            "FRAGMENT_SPREAD",
            "INLINE_FRAGMENT",
            "VARIABLE_DEFINITION",
            "SCHEMA",
            "SCALAR",
            "OBJECT",
            "FIELD_DEFINITION",
            "ARGUMENT_DEFINITION",
            "INTERFACE",
            "UNION",
            "ENUM",
            "ENUM_VALUE",
            "INPUT_OBJECT",
            "INPUT_FIELD_DEFINITION");

    private final boolean isBuiltIn;

    /** @param isBuiltIn whether its names may be reserved ones */
    SchemaParser(String text, boolean isBuiltIn, UnaryOperator<String> quote) {
        super(text, quote);
        this.isBuiltIn = isBuiltIn;
    }

    /** @param comment in front of the description */
    private record Description(String text, @Nullable CommentGroup comment) {
        static final Description NONE = new Description("", null);
    }

    SchemaDocument document() {
        var schemas = new ArrayList<SchemaDefinition>();
        var schemaExtensions = new ArrayList<SchemaDefinition>();
        var directives = new ArrayList<DirectiveDefinition>();
        var definitions = new ArrayList<Definition>();
        var extensions = new ArrayList<Definition>();
        while (!sees(Kind.EOF)) {
            var described = peek();
            var description = description();
            if (!sees(Kind.NAME)) {
                throw unexpected();
            }
            var before = comment();
            switch (peek().value()) {
                case "schema" -> schemas.add(schema(description, before));
                case "directive" -> directives.add(directive(description));
                case "extend" -> {
                    if (!description.text().isEmpty()) {
                        throw unexpected(described);
                    }
                    take();
                    if (peek().value().equals("schema")) {
                        schemaExtensions.add(notEmpty(schema(Description.NONE, before)));
                    } else {
                        extensions.add(notEmpty(definition(Description.NONE, before, true)));
                    }
                }
                default -> definitions.add(definition(description, before, false));
            }
        }
        return new SchemaDocument(schemas, schemaExtensions, directives, definitions, extensions, comment());
    }

    private Description description() {
        if (!sees(Kind.STRING) && !sees(Kind.BLOCK_STRING)) {
            return Description.NONE;
        }
        var before = comment();
        return new Description(take().value(), before);
    }

    /** Inside a type, where an empty description is none. */
    private Description innerDescription() {
        var description = description();
        return description.text().isEmpty() ? Description.NONE : description;
    }

    private SchemaDefinition schema(Description description, @Nullable CommentGroup before) {
        take();
        var directives = directives(true);
        var operations = some(Kind.BRACE_L, Kind.BRACE_R, this::operationType);
        return new SchemaDefinition(
                description.text(),
                directives,
                operations.all(),
                description.comment(),
                before,
                operations.endComment());
    }

    private SchemaDefinition notEmpty(SchemaDefinition extension) {
        if (extension.directives().isEmpty() && extension.operationTypes().isEmpty()) {
            throw unexpected();
        }
        return extension;
    }

    private OperationTypeDefinition operationType() {
        var before = comment();
        var operation = take();
        if (!Set.of("query", "mutation", "subscription").contains(operation.value())) {
            throw unexpected(operation);
        }
        expect(Kind.COLON);
        return new OperationTypeDefinition(operation.value(), name(), before);
    }

    /** What a definition holds, of which each kind may have a part. */
    private record Body(
            List<String> interfaces,
            List<Directive> directives,
            Items<FieldDefinition> fields,
            List<String> types,
            Items<EnumValueDefinition> enumValues) {}

    private Definition definition(Description description, @Nullable CommentGroup before, boolean isExtension) {
        var kind = switch (peek().value()) {
            case "scalar" -> Ast.SCALAR;
            case "type" -> Ast.OBJECT;
            case "interface" -> Ast.INTERFACE;
            case "union" -> Ast.UNION;
            case "enum" -> Ast.ENUM;
            case "input" -> Ast.INPUT_OBJECT;
            default -> throw unexpected();
        };
        take();
        var name = name();
        var body = body(kind, isExtension);
        return new Definition(
                kind,
                description.text(),
                name,
                body.directives(),
                body.interfaces(),
                body.fields().all(),
                body.types(),
                body.enumValues().all(),
                isBuiltIn,
                description.comment(),
                before,
                kind.equals(Ast.ENUM)
                        ? body.enumValues().endComment()
                        : body.fields().endComment());
    }

    private Body body(String kind, boolean isExtension) {
        var none = new Items<FieldDefinition>(List.of(), null);
        var noValues = new Items<EnumValueDefinition>(List.of(), null);
        var hasInterfaces = kind.equals(Ast.OBJECT) || (kind.equals(Ast.INTERFACE) && !isExtension);
        var interfaces = hasInterfaces ? interfaces() : List.<String>of();
        // Directives of an extended input may have variables: so it is in the original.
        var directives = directives(!(kind.equals(Ast.INPUT_OBJECT) && isExtension));
        return switch (kind) {
            case Ast.OBJECT, Ast.INTERFACE ->
                new Body(interfaces, directives, some(Kind.BRACE_L, Kind.BRACE_R, this::field), List.of(), noValues);
            case Ast.INPUT_OBJECT ->
                new Body(
                        interfaces,
                        directives,
                        some(Kind.BRACE_L, Kind.BRACE_R, this::inputField),
                        List.of(),
                        noValues);
            case Ast.ENUM ->
                new Body(interfaces, directives, none, List.of(), some(Kind.BRACE_L, Kind.BRACE_R, this::enumValue));
            case Ast.UNION -> new Body(interfaces, directives, none, members(), noValues);
            default -> new Body(interfaces, directives, none, List.of(), noValues);
        };
    }

    private Definition notEmpty(Definition extension) {
        if (extension.interfaces().isEmpty()
                && extension.directives().isEmpty()
                && extension.fields().isEmpty()
                && extension.types().isEmpty()
                && extension.enumValues().isEmpty()) {
            throw unexpected();
        }
        return extension;
    }

    private List<String> interfaces() {
        if (!peek().value().equals("implements")) {
            return List.of();
        }
        take();
        return separated(Kind.AMP);
    }

    private List<String> members() {
        return skip(Kind.EQUALS) ? separated(Kind.PIPE) : List.of();
    }

    /** Names, before the first of which a separator may stand too. */
    private List<String> separated(Kind separator) {
        skip(separator);
        var names = new ArrayList<>(List.of(name()));
        while (skip(separator)) {
            names.add(name());
        }
        return names;
    }

    private FieldDefinition field() {
        var description = innerDescription();
        var before = comment();
        var name = name();
        var arguments = arguments();
        expect(Kind.COLON);
        return new FieldDefinition(
                description.text(), name, arguments, null, type(), directives(true), description.comment(), before);
    }

    private FieldDefinition inputField() {
        var argument = argument();
        return new FieldDefinition(
                argument.description(),
                argument.name(),
                List.of(),
                argument.defaultValue(),
                argument.type(),
                argument.directives(),
                argument.beforeDescriptionComment(),
                argument.afterDescriptionComment());
    }

    private List<ArgumentDefinition> arguments() {
        return some(Kind.PAREN_L, Kind.PAREN_R, this::argument).all();
    }

    private ArgumentDefinition argument() {
        var description = innerDescription();
        var before = comment();
        var name = name();
        expect(Kind.COLON);
        var type = type();
        var initial = skip(Kind.EQUALS) ? value(true) : null;
        return new ArgumentDefinition(
                description.text(), name, initial, type, directives(true), description.comment(), before);
    }

    private EnumValueDefinition enumValue() {
        var description = innerDescription();
        var before = comment();
        return new EnumValueDefinition(description.text(), name(), directives(true), description.comment(), before);
    }

    private DirectiveDefinition directive(Description description) {
        var before = comment();
        take();
        expect(Kind.AT);
        var name = name();
        var arguments = arguments();
        var isRepeatable = peek().isName("repeatable");
        if (isRepeatable) {
            take();
        }
        expectKeyword("on");
        var locations = new ArrayList<String>();
        skip(Kind.PIPE);
        do {
            locations.add(location());
        } while (skip(Kind.PIPE));
        return new DirectiveDefinition(
                description.text(), name, arguments, locations, isRepeatable, description.comment(), before);
    }

    private String location() {
        var location = expect(Kind.NAME);
        if (!LOCATIONS.contains(location.value())) {
            throw unexpected(location);
        }
        return location.value();
    }
}
