package dev.sluice.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.manifest.ManifestParser.UnreadableException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML document as JSON, with the scalars of the API server's reader: YAML 1.1 booleans ({@code yes}, {@code on}), no
 * times, no sexagesimal numbers. Aliases are expanded, and the nodes that come of it are counted.
 */
final class YamlTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MAX_NODES = 200_000;
    private static final int MAX_DEPTH = 50;
    private int nodes;

    JsonNode json(Node node) {
        return json(node, 0);
    }

    private JsonNode json(Node node, int depth) {
        if (++nodes > MAX_NODES) {
            throw new UnreadableException(
                    ManifestParser.line(node),
                    "the document expands to more than %d values (aliases count each time)".formatted(MAX_NODES));
        }
        if (depth > MAX_DEPTH) {
            throw new UnreadableException(ManifestParser.line(node), "nested more than %d deep".formatted(MAX_DEPTH));
        }
        return switch (node) {
            case MappingNode mapping -> object(mapping, depth);
            case SequenceNode sequence -> {
                var array = NODES.arrayNode();
                sequence.getValue().forEach(n -> array.add(json(n, depth + 1)));
                yield array;
            }
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new UnreadableException(ManifestParser.line(node), "an alias without its anchor");
        };
    }

    private ObjectNode object(MappingNode mapping, int depth) {
        var object = NODES.objectNode();
        for (var field : mapping.getValue()) {
            var line = ManifestParser.line(field.getKeyNode());
            if (!(field.getKeyNode() instanceof ScalarNode key)) {
                throw new UnreadableException(line, "a key is not a text");
            }
            if (key.getTag().equals(Tag.MERGE)) {
                merge(object, field.getValueNode(), depth);
                continue;
            }
            if (object.has(key.getValue()) && !merged(mapping)) {
                throw new UnreadableException(
                        line, "the key '%s' stands twice in one object".formatted(key.getValue()));
            }
            object.set(key.getValue(), json(field.getValueNode(), depth + 1));
        }
        return object;
    }

    private static boolean merged(MappingNode mapping) {
        return mapping.getValue().stream().anyMatch(f -> f.getKeyNode().getTag().equals(Tag.MERGE));
    }

    private void merge(ObjectNode into, Node value, int depth) {
        if (value instanceof SequenceNode list) {
            list.getValue().forEach(n -> merge(into, n, depth));
        } else if (json(value, depth + 1) instanceof ObjectNode other) {
            other.properties().forEach(e -> into.putIfAbsent(e.getKey(), e.getValue()));
        } else {
            throw new UnreadableException(ManifestParser.line(value), "<< merges something that is not an object");
        }
    }

    private static JsonNode scalar(ScalarNode node) {
        var text = node.getValue();
        var tag = node.getTag();
        if (tag.equals(Tag.NULL)) {
            return NODES.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "yes", "on" -> NODES.booleanNode(true);
                default -> NODES.booleanNode(false);
            };
        }
        if (tag.equals(Tag.INT)) {
            return integer(node, text);
        }
        if (tag.equals(Tag.FLOAT)) {
            return decimal(node, text);
        }
        if (tag.equals(Tag.STR) || tag.equals(Tag.TIMESTAMP) || tag.equals(Tag.BINARY)) {
            return NODES.textNode(text);
        }
        throw new UnreadableException(
                ManifestParser.line(node), "a tag is not allowed here (a text that begins with ! needs quotes)");
    }

    private static JsonNode integer(ScalarNode node, String text) {
        var plain = text.replace("_", "");
        var negative = plain.startsWith("-");
        var digits = plain.startsWith("-") || plain.startsWith("+") ? plain.substring(1) : plain;
        if (digits.contains(":")) {
            return NODES.textNode(text);
        }
        try {
            var value = magnitude(digits);
            var signed = negative ? value.negate() : value;
            return signed.bitLength() < 64 ? NODES.numberNode(signed.longValue()) : NODES.numberNode(signed);
        } catch (NumberFormatException e) {
            // A tag says that it is one.
            throw new UnreadableException(
                    ManifestParser.line(node), "a value that is tagged as a whole number is none");
        }
    }

    private static BigInteger magnitude(String digits) {
        if (digits.startsWith("0x")) {
            return new BigInteger(digits.substring(2), 16);
        }
        if (digits.startsWith("0b")) {
            return new BigInteger(digits.substring(2), 2);
        }
        if (digits.startsWith("0o")) {
            return new BigInteger(digits.substring(2), 8);
        }
        return new BigInteger(digits, digits.length() > 1 && digits.startsWith("0") ? 8 : 10);
    }

    private static JsonNode decimal(ScalarNode node, String text) {
        if (text.contains(":")) {
            return NODES.textNode(text);
        }
        try {
            return NODES.numberNode(new BigDecimal(text.replace("_", "")));
        } catch (NumberFormatException e) {
            throw new UnreadableException(ManifestParser.line(node), "a value is not a number that JSON knows");
        }
    }
}
