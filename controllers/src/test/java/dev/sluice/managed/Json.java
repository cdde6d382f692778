package dev.sluice.managed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;

/** JSON as tests write it. */
final class Json {
    private Json() {}

    static ObjectNode object(String text) {
        try {
            return (ObjectNode) ManagedControllers.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T> T value(JsonNode node, Class<T> type) {
        try {
            return ManagedControllers.JSON.treeToValue(node, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Through text, as on the way to the API server. */
    static ObjectNode copy(Object value) {
        try {
            return object(ManagedControllers.JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
