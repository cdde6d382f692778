package dev.sluice.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.crd.Shape.Field;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.PolicyDocument;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.SecretValue;
import dev.sluice.api.field.Sensitive;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.field.UnorderedList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The fields of a record as a table: a row each, those within by path, and below it what they have to agree on. */
final class FieldTable {
    private record Rule(Class<? extends Annotation> annotation, String words) {}

    private static final List<Rule> RULES = List.of(
            new Rule(Immutable.class, "immutable"),
            new Rule(ServerDefaulted.class, "left to the cloud when unset"),
            new Rule(Sensitive.class, "secret"),
            new Rule(UnorderedList.class, "a set"),
            new Rule(PolicyDocument.class, "policy document"));

    private final List<String> rows = new ArrayList<>();
    private final Set<String> agreements = new LinkedHashSet<>();

    private FieldTable() {}

    static FieldTable of(Shape shape, ObjectNode schema) {
        var table = new FieldTable();
        table.fields(shape, schema, "");
        return table;
    }

    String text() {
        var text = new StringBuilder("| field | type | rules | description |\n|---|---|---|---|\n");
        rows.forEach(row -> text.append(row).append('\n'));
        if (!agreements.isEmpty()) {
            text.append('\n');
            agreements.forEach(rule -> text.append("- ").append(plain(rule)).append('\n'));
        }
        return text.toString();
    }

    private void fields(Shape shape, JsonNode schema, String prefix) {
        agree(schema);
        var required =
                schema.path("required").valueStream().map(JsonNode::asText).collect(Collectors.toSet());
        for (var field : shape.fields()) {
            if (schema.path(Schemas.PROPERTIES).get(field.name()) instanceof ObjectNode below) {
                rows.add("| `%s` | %s | %s | %s |"
                        .formatted(
                                prefix + field.name(),
                                type(field, below),
                                rules(field, required.contains(field.name())),
                                description(below)));
                if (!field.has(Reference.class)) {
                    within(field.shape(), below, prefix + field.name());
                }
            }
        }
    }

    private void within(Shape shape, JsonNode schema, String path) {
        fields(shape, schema, path + ".");
        shape.content().ifPresent(content -> {
            within(content, schema.path(Schemas.ITEMS), path + "[]");
            within(content, schema.path(Schemas.VALUES), path + ".*");
        });
    }

    /** That a field is immutable stands in its row. */
    private void agree(JsonNode schema) {
        schema.path(Schemas.VALIDATIONS)
                .valueStream()
                .map(rule -> rule.path("message").asText())
                .filter(message -> !message.isEmpty() && !message.contains(" is immutable: "))
                .forEach(agreements::add);
    }

    private static String type(Field field, JsonNode schema) {
        return field.has(Reference.class) && schema.path("type").asText().equals("object") ? "reference" : type(schema);
    }

    private static String type(JsonNode schema) {
        return switch (schema.path("type").asText()) {
            case "array" -> "list of " + type(schema.path(Schemas.ITEMS));
            case "object" -> {
                if (schema.has(Schemas.VALUES)) {
                    yield "map of " + type(schema.path(Schemas.VALUES));
                }
                yield schema.path(Schemas.PRESERVE).asBoolean() ? "any YAML" : "object";
            }
            case "" -> "integer or string";
            case String scalar -> scalar;
        };
    }

    private static String rules(Field field, boolean required) {
        var rules = new ArrayList<String>();
        if (required) {
            rules.add("required");
        }
        RULES.stream()
                .filter(rule -> field.has(rule.annotation()))
                .map(Rule::words)
                .forEach(rules::add);
        field.rule(Reference.class)
                .ifPresent(reference -> rules.add("`%s` of a [%s](%s), for `%s`"
                        .formatted(
                                reference.output(),
                                HasMetadata.getKind(reference.kind()),
                                KindReference.link(reference.kind()),
                                reference.to())));
        field.rule(SecretValue.class)
                .ifPresent(secret -> rules.add("a key of a Secret, for `%s`".formatted(secret.to())));
        return String.join("; ", rules);
    }

    private static String description(JsonNode schema) {
        var text = new StringBuilder(plain(schema.path("description").asText()));
        limits(schema).forEach(limit -> text.append(' ').append(limit));
        for (var within : List.of(Schemas.ITEMS, Schemas.VALUES)) {
            if (Schemas.isScalar(schema.path(within))) {
                limits(schema.path(within))
                        .forEach(limit -> text.append(" Each: ").append(limit));
            }
        }
        return text.toString().strip();
    }

    private static List<String> limits(JsonNode schema) {
        var limits = new ArrayList<String>();
        if (schema.has("enum")) {
            limits.add(schema.path("enum")
                    .valueStream()
                    .map(value -> code(value.asText()))
                    .collect(Collectors.joining(", ", "One of ", ".")));
        }
        if (schema.has("pattern")) {
            limits.add("Matches " + code(schema.path("pattern").asText()) + ".");
        }
        bounds(limits, schema, "imum", "", Integer.MAX_VALUE);
        bounds(limits, schema, "Length", " characters", SpecRules.MAX_LENGTH);
        bounds(limits, schema, "Items", " items", SpecRules.MAX_ITEMS);
        bounds(limits, schema, "Properties", " entries", SpecRules.MAX_PROPERTIES);
        return limits;
    }

    /** @param usual the most that holds for every field that says nothing else, and is not told for each */
    private static void bounds(List<String> limits, JsonNode schema, String what, String unit, int usual) {
        var least = schema.path("min" + what).asText();
        var most = schema.path("max" + what).asText();
        if (!least.isEmpty() && !most.isEmpty()) {
            limits.add(least + " to " + most + unit + ".");
        } else if (!least.isEmpty()) {
            limits.add("At least " + least + unit + ".");
        } else if (!most.isEmpty() && !most.equals(Integer.toString(usual))) {
            limits.add("At most " + most + unit + ".");
        }
    }

    private static String code(String text) {
        return "`" + text.replace("|", "\\|") + "`";
    }

    /** Text that Markdown shows as it is, in a table too. */
    static String plain(String text) {
        return text.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("*", "\\*")
                .replace("\n", " ");
    }
}
