package dev.sluice.provider.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** Parameters as a user writes them: YAML, read as strictly as the API server does. */
public final class Wish {
    private static final YAMLMapper MAPPER = new YAMLMapper();

    private Wish() {}

    public static <P extends Record> P of(Class<P> type, String yaml) {
        return read(type, tree(yaml));
    }

    /** {@code base} with what {@code patch} says; null takes a field away, as in a JSON merge patch. */
    public static <P extends Record> P changed(P base, String patch) {
        @SuppressWarnings("unchecked") // the class of a P
        var type = (Class<P>) base.getClass();
        ObjectNode tree = MAPPER.valueToTree(base);
        merge(tree, tree(patch));
        return read(type, tree);
    }

    /** The same wish with every list the other way round. */
    public static <P extends Record> P reversed(P base) {
        @SuppressWarnings("unchecked") // the class of a P
        var type = (Class<P>) base.getClass();
        return read(type, reversed(MAPPER.<JsonNode>valueToTree(base)));
    }

    private static JsonNode reversed(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                object.properties().forEach(field -> field.setValue(reversed(field.getValue())));
                yield object;
            }
            case ArrayNode array -> {
                var other = array.arrayNode();
                for (int i = array.size() - 1; i >= 0; i--) {
                    other.add(reversed(array.get(i)));
                }
                yield other;
            }
            default -> node;
        };
    }

    private static void merge(ObjectNode tree, ObjectNode patch) {
        patch.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                tree.remove(field.getKey());
            } else if (field.getValue() instanceof ObjectNode below) {
                merge(tree.withObjectProperty(field.getKey()), below);
            } else {
                tree.set(field.getKey(), field.getValue());
            }
        });
    }

    private static ObjectNode tree(String yaml) {
        try {
            return (ObjectNode) MAPPER.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static <P> P read(Class<P> type, JsonNode tree) {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
