package dev.sluice.api.crd;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.crd.Shape.Field;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.PolicyDocument;
import dev.sluice.api.field.SecretValue;
import dev.sluice.api.field.Sensitive;
import dev.sluice.api.field.UnorderedList;
import java.util.Set;

/** What the field rules of a specification mean to the API server. */
final class SpecRules {
    /**
     * Bounds where a field sets none. The API server estimates the cost of a CEL rule from them and refuses a CRD whose
     * rules could be expensive; they also bound what one object can make the controller hold.
     */
    static final int MAX_LENGTH = 1024;

    static final int MAX_ITEMS = 100;
    static final int MAX_PROPERTIES = 100;

    /** Words that CEL wants escaped as a field name. */
    private static final Set<String> CEL_WORDS = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    private SpecRules() {}

    static void apply(Shape spec, ObjectNode root) {
        var schema = (ObjectNode) root.at("/properties/spec");
        if (!schema.has("description")) {
            schema.put("description", "The desired state.");
        }
        if (schema.has("required")) {
            root.putArray("required").add("spec");
        }
        fields(spec, schema);
        Schemas.visit(schema, SpecRules::bound);
    }

    private static void fields(Shape shape, ObjectNode schema) {
        for (var field : shape.fields()) {
            var below = schema.path(Schemas.PROPERTIES).get(field.name());
            if (below instanceof ObjectNode fieldSchema) {
                field(field, fieldSchema, schema);
                descend(field.shape(), fieldSchema);
            }
        }
    }

    private static void descend(Shape shape, ObjectNode schema) {
        fields(shape, schema);
        shape.content().ifPresent(content -> {
            for (var key : new String[] {Schemas.ITEMS, Schemas.VALUES}) {
                if (schema.get(key) instanceof ObjectNode below) {
                    descend(content, below);
                }
            }
        });
    }

    private static void field(Field field, ObjectNode schema, ObjectNode parent) {
        if (field.has(Immutable.class)) {
            immutable(field.name(), schema, parent);
        }
        if (field.has(UnorderedList.class) && Schemas.isScalar(schema.path(Schemas.ITEMS))) {
            schema.put("x-kubernetes-list-type", "set");
        }
        if (field.has(PolicyDocument.class)) {
            // Atomic, so that one owner applies the whole document and a statement taken out of Git is taken out here.
            schema.put("type", "object").put(Schemas.PRESERVE, true).put("x-kubernetes-map-type", "atomic");
        }
        if (schema.path(Schemas.PRESERVE).asBoolean() && !schema.has("type")) {
            // Free JSON is an object here; untyped, no rule could ask for the field.
            schema.put("type", "object").put("x-kubernetes-map-type", "atomic");
        }
        if (field.has(Sensitive.class)) {
            schema.put("format", "password");
        }
        field.rule(SecretValue.class).ifPresent(secret -> oneSource(field.name(), secret, parent));
        field.rule(OneOf.class).ifPresent(values -> {
            var allowed = schema.putArray("enum");
            for (var value : values.value()) {
                allowed.add(value);
            }
        });
    }

    private static void immutable(String name, ObjectNode schema, ObjectNode parent) {
        Schemas.addRule(
                schema,
                "self == oldSelf",
                name + " is immutable: create another resource, or delete and create this one");
        var required = parent.path("required")
                .valueStream()
                .anyMatch(value -> value.asText().equals(name));
        if (!required) {
            // A rule on the field itself is not asked when the field comes or goes.
            var key = CEL_WORDS.contains(name) ? "__" + name + "__" : name;
            Schemas.addRule(
                    parent,
                    "has(oldSelf.%s) == has(self.%s)".formatted(key, key),
                    name + " is immutable: it cannot be added or removed after creation");
        }
    }

    /** A value stands in the object or in a Secret; a version beside a Secret would say nothing that it does not. */
    private static void oneSource(String name, SecretValue secret, ObjectNode parent) {
        Schemas.addRule(
                parent,
                "!(has(self.%s) && has(self.%s))".formatted(secret.to(), name),
                "give either %s or %s".formatted(secret.to(), name));
        if (!secret.version().isEmpty()) {
            Schemas.addRule(
                    parent,
                    "!(has(self.%s) && has(self.%s))".formatted(secret.version(), name),
                    "%s follows from the Secret that %s names: leave it out".formatted(secret.version(), name));
        }
    }

    private static void bound(ObjectNode schema) {
        switch (schema.path("type").asText()) {
            case "string" -> {
                if (!schema.has("enum") && !schema.has("maxLength") && !schema.has("format")) {
                    schema.put("maxLength", MAX_LENGTH);
                }
            }
            case "array" -> putIfAbsent(schema, "maxItems", MAX_ITEMS);
            case "object" -> {
                if (schema.has(Schemas.VALUES)) {
                    putIfAbsent(schema, "maxProperties", MAX_PROPERTIES);
                }
            }
            default -> {}
        }
    }

    private static void putIfAbsent(ObjectNode schema, String key, int value) {
        if (!schema.has(key)) {
            schema.put(key, value);
        }
    }
}
