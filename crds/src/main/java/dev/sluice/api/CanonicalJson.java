package dev.sluice.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One text for each JSON value, whatever the order of its keys, and digests of such texts. */
public final class CanonicalJson {
    private CanonicalJson() {}

    /** Two values have the same text exactly when they are equal, numbers by value: {@code 1} and {@code 1.0} are one. */
    public static String text(@Nullable JsonNode node) {
        return switch (node) {
            case null -> "-";
            case ObjectNode object -> {
                var sorted = new TreeMap<String, String>();
                // Keys and texts are quoted, so that no two trees share a form.
                object.properties()
                        .forEach(e -> sorted.put(TextNode.valueOf(e.getKey()).toString(), text(e.getValue())));
                yield sorted.toString();
            }
            case ArrayNode array -> {
                var elements = new ArrayList<String>();
                array.forEach(e -> elements.add(text(e)));
                yield elements.toString();
            }
            case NumericNode number ->
                number.decimalValue().stripTrailingZeros().toPlainString();
            case JsonNode other -> other.toString();
        };
    }

    /** SHA-256 of a text in UTF-8: 64 hexadecimal digits. */
    public static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
