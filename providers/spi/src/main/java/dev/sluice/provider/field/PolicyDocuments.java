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
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * IAM policy documents in one canonical form, so that two that mean the same are equal: lists where a single string is
 * allowed, sorted; actions and condition keys in lower case; the principal {@code *} written out; an account's root as its
 * number; statements sorted. After the grammar of the IAM JSON policy language.
 */
final class PolicyDocuments {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern ACCOUNT_ROOT = Pattern.compile("arn:[a-z-]+:iam::([0-9]{12}):root");
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
            return texts(value, PolicyDocuments::lower);
        }
        if (RESOURCES.contains(name)) {
            return texts(value, UnaryOperator.identity());
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
        return mapped(value, UnaryOperator.identity(), PolicyDocuments::account);
    }

    private static JsonNode conditions(JsonNode value) {
        if (!(value instanceof ObjectNode operators)) {
            return value;
        }
        var canonical = new TreeMap<String, JsonNode>();
        operators
                .properties()
                .forEach(e -> canonical.put(
                        e.getKey(), mapped(e.getValue(), PolicyDocuments::lower, UnaryOperator.identity())));
        var node = NODES.objectNode();
        canonical.forEach(node::set);
        return node;
    }

    private static JsonNode mapped(JsonNode node, UnaryOperator<String> key, UnaryOperator<String> value) {
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        var canonical = new TreeMap<String, JsonNode>();
        object.properties().forEach(e -> canonical.put(key.apply(e.getKey()), texts(e.getValue(), value)));
        var mapped = NODES.objectNode();
        canonical.forEach(mapped::set);
        return mapped;
    }

    /** A single value and a list of it are the same, and so are lists that differ in order or repeat a value. */
    private static ArrayNode texts(JsonNode value, UnaryOperator<String> canonical) {
        var texts = new TreeSet<String>();
        (value.isArray() ? value : NODES.arrayNode().add(value))
                .forEach(v -> texts.add(canonical.apply(v.isValueNode() ? v.asText() : v.toString())));
        var array = NODES.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** AWS writes an account's number as the ARN of its root. */
    private static String account(String principal) {
        var root = ACCOUNT_ROOT.matcher(principal);
        return root.matches() ? root.group(1) : principal;
    }
}
