package dev.sluice.provider.field;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;

/**
 * IAM policy documents in one canonical form, so that two that mean the same are equal: lists where a single string is
 * allowed, sorted; actions in lower case; the principal {@code *} written out; statements sorted. After the grammar of
 * the IAM JSON policy language.
 */
final class PolicyDocuments {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> ACTIONS = Set.of("Action", "NotAction");
    private static final Set<String> RESOURCES = Set.of("Resource", "NotResource");
    private static final Set<String> PRINCIPALS = Set.of("Principal", "NotPrincipal");

    private PolicyDocuments() {}

    /** @param document an object, or a text that holds one; anything else is its own canonical form */
    static JsonNode normalise(JsonNode document) {
        var tree = document.isTextual() ? parsed(document) : document;
        if (!(tree instanceof ObjectNode object)) {
            return tree;
        }
        var canonical = NODES.objectNode();
        object.properties().forEach(e -> {
            if (e.getKey().equals("Statement")) {
                canonical.set("Statement", statements(e.getValue()));
            } else {
                canonical.set(e.getKey(), e.getValue());
            }
        });
        return canonical;
    }

    private static JsonNode parsed(JsonNode text) {
        try {
            return JSON.readTree(text.textValue());
        } catch (JsonProcessingException e) {
            return text;
        }
    }

    private static ArrayNode statements(JsonNode value) {
        var statements = new ArrayList<JsonNode>();
        for (var statement : value.isArray() ? value : NODES.arrayNode().add(value)) {
            statements.add(statement instanceof ObjectNode object ? statement(object) : statement);
        }
        statements.sort(Comparator.comparing(JsonNode::toString));
        return NODES.arrayNode().addAll(statements);
    }

    private static ObjectNode statement(ObjectNode statement) {
        var sorted = new TreeMap<String, JsonNode>();
        statement.properties().forEach(e -> sorted.put(e.getKey(), element(e.getKey(), e.getValue())));
        var canonical = NODES.objectNode();
        sorted.forEach(canonical::set);
        return canonical;
    }

    private static JsonNode element(String name, JsonNode value) {
        if (ACTIONS.contains(name)) {
            return texts(value, true);
        }
        if (RESOURCES.contains(name)) {
            return texts(value, false);
        }
        if (PRINCIPALS.contains(name)) {
            return principals(value);
        }
        return name.equals("Condition") ? conditions(value) : value;
    }

    private static JsonNode principals(JsonNode value) {
        if (value.isTextual() && value.textValue().equals("*")) {
            return NODES.objectNode().set("AWS", NODES.arrayNode().add("*"));
        }
        return mapped(value);
    }

    private static JsonNode conditions(JsonNode value) {
        if (!(value instanceof ObjectNode operators)) {
            return value;
        }
        var canonical = new TreeMap<String, JsonNode>();
        operators.properties().forEach(e -> canonical.put(e.getKey(), mapped(e.getValue())));
        var node = NODES.objectNode();
        canonical.forEach(node::set);
        return node;
    }

    private static JsonNode mapped(JsonNode value) {
        if (!(value instanceof ObjectNode object)) {
            return value;
        }
        var canonical = new TreeMap<String, JsonNode>();
        object.properties().forEach(e -> canonical.put(e.getKey(), texts(e.getValue(), false)));
        var node = NODES.objectNode();
        canonical.forEach(node::set);
        return node;
    }

    private static ArrayNode texts(JsonNode value, boolean ignoreCase) {
        var texts = new ArrayList<String>();
        (value.isArray() ? value : NODES.arrayNode().add(value))
                .forEach(v -> texts.add(ignoreCase ? v.asText().toLowerCase(Locale.ROOT) : v.asText()));
        texts.sort(Comparator.naturalOrder());
        var array = NODES.arrayNode();
        texts.forEach(array::add);
        return array;
    }
}
