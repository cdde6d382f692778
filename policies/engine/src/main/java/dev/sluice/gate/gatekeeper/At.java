package dev.sluice.gate.gatekeeper;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value in an object that is being read, with its path, so that whatever is wrong with it says where it stands.
 *
 * @param path empty for the object itself
 */
record At(JsonNode node, String path) {
    private static final int MAX_ITEMS = 10_000;

    static At object(JsonNode object) {
        return new At(object, "");
    }

    At to(String field) {
        return new At(node.path(field), path.isEmpty() ? field : path + "." + field);
    }

    boolean isAbsent() {
        return node.isMissingNode() || node.isNull();
    }

    InvalidObjectException wrong(String message) {
        return new InvalidObjectException(Problem.at(path, message));
    }

    /** Empty where it is absent. */
    String text() throws InvalidObjectException {
        if (isAbsent()) {
            return "";
        }
        if (!node.isTextual()) {
            throw wrong("a text is needed here");
        }
        return node.textValue();
    }

    String required() throws InvalidObjectException {
        var text = text();
        if (text.isBlank()) {
            throw wrong("is missing");
        }
        return text;
    }

    boolean flag(boolean otherwise) throws InvalidObjectException {
        if (isAbsent()) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw wrong("true or false is needed here");
        }
        return node.booleanValue();
    }

    /** Empty where it is absent. */
    List<At> items() throws InvalidObjectException {
        if (isAbsent()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw wrong("a list is needed here");
        }
        if (node.size() > MAX_ITEMS) {
            throw wrong("holds more than %d items".formatted(MAX_ITEMS));
        }
        var items = new ArrayList<At>();
        for (int i = 0; i < node.size(); i++) {
            items.add(new At(node.get(i), "%s[%d]".formatted(path, i)));
        }
        return items;
    }

    List<String> texts() throws InvalidObjectException {
        var texts = new ArrayList<String>();
        for (var item : items()) {
            if (!item.node.isTextual()) {
                throw item.wrong("a text is needed here");
            }
            texts.add(item.text());
        }
        return texts;
    }

    /** A map of texts, for example labels. */
    Map<String, String> map() throws InvalidObjectException {
        if (isAbsent()) {
            return Map.of();
        }
        if (!node.isObject()) {
            throw wrong("a map of texts is needed here");
        }
        var map = new LinkedHashMap<String, String>();
        for (var entry : node.properties()) {
            map.put(entry.getKey(), new At(entry.getValue(), path + "." + entry.getKey()).text());
        }
        return map;
    }
}
