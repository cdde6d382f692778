package dev.sluice.gate.rego.graphql;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Documents as gqlparser has them. The names of components are, capitalized, those of its JSON. */
final class Ast {
    static final String SCALAR = "SCALAR";
    static final String OBJECT = "OBJECT";
    static final String INTERFACE = "INTERFACE";
    static final String UNION = "UNION";
    static final String ENUM = "ENUM";
    static final String INPUT_OBJECT = "INPUT_OBJECT";

    private Ast() {}

    /** What JSON leaves out is empty. */
    private static <T> List<T> all(@Nullable List<T> items) {
        return items == null ? List.of() : List.copyOf(items);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    record Comment(String value) {
        Comment {
            value = text(value);
        }
    }

    record CommentGroup(List<Comment> list) {
        CommentGroup {
            list = all(list);
        }
    }

    record QueryDocument(
            List<OperationDefinition> operations,
            List<FragmentDefinition> fragments,
            @Nullable CommentGroup comment) {
        QueryDocument {
            operations = all(operations);
            fragments = all(fragments);
        }

        @Nullable
        FragmentDefinition fragment(String name) {
            return fragments.stream()
                    .filter(f -> f.name().equals(name))
                    .findFirst()
                    .orElse(null);
        }
    }

    record OperationDefinition(
            String operation,
            String name,
            List<VariableDefinition> variableDefinitions,
            List<Directive> directives,
            List<Selection> selectionSet,
            @Nullable CommentGroup comment) {
        OperationDefinition {
            operation = text(operation);
            name = text(name);
            variableDefinitions = all(variableDefinitions);
            directives = all(directives);
            selectionSet = selections(selectionSet);
        }
    }

    record VariableDefinition(
            String variable,
            Type type,
            @Nullable Value defaultValue,
            List<Directive> directives,
            @Nullable CommentGroup comment,
            boolean used) {
        VariableDefinition {
            variable = text(variable);
            Objects.requireNonNull(type, "the type of a variable");
            directives = all(directives);
        }
    }

    /** What a set of selections is made of. */
    sealed interface Selection {}

    /** Those that could not be read are left out. */
    private static List<Selection> selections(@Nullable List<@Nullable Selection> read) {
        var selections = new ArrayList<Selection>();
        if (read != null) {
            for (var selection : read) {
                if (selection != null) {
                    selections.add(selection);
                }
            }
        }
        return List.copyOf(selections);
    }

    record Field(
            String alias,
            String name,
            List<Argument> arguments,
            List<Directive> directives,
            List<Selection> selectionSet,
            @Nullable CommentGroup comment)
            implements Selection {
        Field {
            alias = text(alias);
            name = text(name);
            arguments = all(arguments);
            directives = all(directives);
            selectionSet = selections(selectionSet);
        }

        String responseName() {
            return alias.isEmpty() ? name : alias;
        }
    }

    record FragmentSpread(
            String name,
            List<Directive> directives,
            @Nullable CommentGroup comment) implements Selection {
        FragmentSpread {
            name = text(name);
            directives = all(directives);
        }
    }

    record InlineFragment(
            String typeCondition,
            List<Directive> directives,
            List<Selection> selectionSet,
            @Nullable CommentGroup comment)
            implements Selection {
        InlineFragment {
            typeCondition = text(typeCondition);
            directives = all(directives);
            selectionSet = selections(selectionSet);
        }
    }

    record FragmentDefinition(
            String name,
            List<VariableDefinition> variableDefinition,
            String typeCondition,
            List<Directive> directives,
            List<Selection> selectionSet,
            @Nullable CommentGroup comment) {
        FragmentDefinition {
            name = text(name);
            variableDefinition = all(variableDefinition);
            typeCondition = text(typeCondition);
            directives = all(directives);
            selectionSet = selections(selectionSet);
        }
    }

    record Argument(String name, Value value, @Nullable CommentGroup comment) {
        Argument {
            name = text(name);
            Objects.requireNonNull(value, "the value of an argument");
        }
    }

    record Directive(String name, List<Argument> arguments, String location) {
        Directive {
            name = text(name);
            arguments = all(arguments);
            location = text(location);
        }
    }

    record Type(String namedType, @Nullable Type elem, boolean nonNull) {
        Type {
            namedType = text(namedType);
            if (namedType.isEmpty()) {
                Objects.requireNonNull(elem, "the name of a type");
            }
        }

        /** Of its innermost elements. */
        String name() {
            return elem == null || !namedType.isEmpty() ? namedType : elem.name();
        }

        Type nullable() {
            return new Type(namedType, elem, false);
        }

        /** Whether a variable of this type can stand where the other is expected. */
        boolean fits(Type other) {
            if (!namedType.equals(other.namedType)) {
                return false;
            }
            if (elem != null && (other.elem == null || !elem.fits(other.elem))) {
                return false;
            }
            return nonNull || !other.nonNull;
        }

        @Override
        public String toString() {
            return (namedType.isEmpty() ? "[" + elem + "]" : namedType) + (nonNull ? "!" : "");
        }
    }

    /** Kinds of values, in the order of their numbers. */
    enum Kind {
        VARIABLE,
        INT,
        FLOAT,
        STRING,
        BLOCK,
        BOOLEAN,
        NULL,
        ENUM,
        LIST,
        OBJECT
    }

    private static final List<Kind> KINDS = List.of(Kind.values());

    record Value(
            String raw,
            List<ChildValue> children,
            int kind,
            @Nullable CommentGroup comment,
            boolean expectedTypeHasDefault) {
        Value {
            raw = text(raw);
            children = all(children);
            Objects.checkIndex(kind, KINDS.size());
        }

        Value(String raw, List<ChildValue> children, Kind kind, @Nullable CommentGroup comment) {
            this(raw, children, KINDS.indexOf(kind), comment, false);
        }

        boolean is(Kind wanted) {
            return kind() == KINDS.indexOf(wanted);
        }

        Kind of() {
            return KINDS.get(kind);
        }

        @Nullable
        Value child(String name) {
            return children.stream()
                    .filter(c -> c.name().equals(name))
                    .findFirst()
                    .map(ChildValue::value)
                    .orElse(null);
        }
    }

    record ChildValue(String name, Value value, @Nullable CommentGroup comment) {
        ChildValue {
            name = text(name);
            Objects.requireNonNull(value, "the value of a field");
        }
    }

    record SchemaDocument(
            List<SchemaDefinition> schema,
            List<SchemaDefinition> schemaExtension,
            List<DirectiveDefinition> directives,
            List<Definition> definitions,
            List<Definition> extensions,
            @Nullable CommentGroup comment) {
        SchemaDocument {
            schema = all(schema);
            schemaExtension = all(schemaExtension);
            directives = all(directives);
            definitions = all(definitions);
            extensions = all(extensions);
        }
    }

    record SchemaDefinition(
            String description,
            List<Directive> directives,
            List<OperationTypeDefinition> operationTypes,
            @Nullable CommentGroup beforeDescriptionComment,
            @Nullable CommentGroup afterDescriptionComment,
            @Nullable CommentGroup endOfDefinitionComment) {
        SchemaDefinition {
            description = text(description);
            directives = all(directives);
            operationTypes = all(operationTypes);
        }
    }

    record OperationTypeDefinition(
            String operation, String type, @Nullable CommentGroup comment) {
        OperationTypeDefinition {
            operation = text(operation);
            type = text(type);
        }
    }

    /** A type, or what extends one. */
    record Definition(
            String kind,
            String description,
            String name,
            List<Directive> directives,
            List<String> interfaces,
            List<FieldDefinition> fields,
            List<String> types,
            List<EnumValueDefinition> enumValues,
            boolean builtIn,
            @Nullable CommentGroup beforeDescriptionComment,
            @Nullable CommentGroup afterDescriptionComment,
            @Nullable CommentGroup endOfDefinitionComment) {
        Definition {
            kind = text(kind);
            description = text(description);
            name = text(name);
            directives = all(directives);
            interfaces = all(interfaces);
            fields = all(fields);
            types = all(types);
            enumValues = all(enumValues);
        }

        boolean is(String wanted) {
            return kind.equals(wanted);
        }

        boolean isLeaf() {
            return is(ENUM) || is(SCALAR);
        }

        boolean isComposite() {
            return is(OBJECT) || is(INTERFACE) || is(UNION);
        }

        boolean isInput() {
            return is(SCALAR) || is(ENUM) || is(INPUT_OBJECT);
        }

        boolean isOneOf() {
            return directives.stream().anyMatch(d -> d.name().equals("oneOf"));
        }

        @Nullable
        FieldDefinition field(String wanted) {
            return fields.stream()
                    .filter(f -> f.name().equals(wanted))
                    .findFirst()
                    .orElse(null);
        }
    }

    record FieldDefinition(
            String description,
            String name,
            List<ArgumentDefinition> arguments,
            @Nullable Value defaultValue,
            Type type,
            List<Directive> directives,
            @Nullable CommentGroup beforeDescriptionComment,
            @Nullable CommentGroup afterDescriptionComment) {
        FieldDefinition {
            description = text(description);
            name = text(name);
            arguments = all(arguments);
            Objects.requireNonNull(type, "the type of a field");
            directives = all(directives);
        }
    }

    record ArgumentDefinition(
            String description,
            String name,
            @Nullable Value defaultValue,
            Type type,
            List<Directive> directives,
            @Nullable CommentGroup beforeDescriptionComment,
            @Nullable CommentGroup afterDescriptionComment) {
        ArgumentDefinition {
            description = text(description);
            name = text(name);
            Objects.requireNonNull(type, "the type of an argument");
            directives = all(directives);
        }

        boolean isRequired() {
            return type.nonNull() && defaultValue == null;
        }
    }

    record EnumValueDefinition(
            String description,
            String name,
            List<Directive> directives,
            @Nullable CommentGroup beforeDescriptionComment,
            @Nullable CommentGroup afterDescriptionComment) {
        EnumValueDefinition {
            description = text(description);
            name = text(name);
            directives = all(directives);
        }
    }

    record DirectiveDefinition(
            String description,
            String name,
            List<ArgumentDefinition> arguments,
            List<String> locations,
            boolean isRepeatable,
            @Nullable CommentGroup beforeDescriptionComment,
            @Nullable CommentGroup afterDescriptionComment) {
        DirectiveDefinition {
            description = text(description);
            name = text(name);
            arguments = all(arguments);
            locations = all(locations);
        }
    }

    static @Nullable Argument argument(List<Argument> arguments, String name) {
        return arguments.stream().filter(a -> a.name().equals(name)).findFirst().orElse(null);
    }

    static @Nullable ArgumentDefinition argumentDefinition(List<ArgumentDefinition> arguments, String name) {
        return arguments.stream().filter(a -> a.name().equals(name)).findFirst().orElse(null);
    }
}
