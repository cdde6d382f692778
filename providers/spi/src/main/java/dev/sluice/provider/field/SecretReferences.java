package dev.sluice.provider.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.field.SecretValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds where a desired state takes values from Secrets, writes them, and knows which values are secret. */
public final class SecretReferences {
    private SecretReferences() {}

    /**
     * One value that comes from a Secret.
     *
     * @param path path of the referring field
     * @param secret name of the Secret, in the same namespace
     * @param key key in it
     */
    public record Found(String path, String secret, String key, SecretValue rule, ObjectNode holder) {

        /**
         * Writes the value to the sibling field, and the digest to the one that says which value was set last.
         *
         * @param digest of the value, by which nobody can guess it
         */
        public void resolve(String value, String digest) {
            holder.put(rule.to(), value);
            if (!rule.version().isEmpty()) {
                holder.put(rule.version(), digest);
            }
        }
    }

    /** All that are set. Resolving one changes {@code desired}. */
    public static List<Found> in(ObjectNode desired, FieldRules rules) {
        var found = new ArrayList<Found>();
        search("", desired, rules, found);
        return found;
    }

    private static void search(String path, JsonNode node, FieldRules rules, List<Found> found) {
        switch (node) {
            case ObjectNode object ->
                object.properties().forEach(e -> {
                    var field = rules.field(e.getKey());
                    var at = path.isEmpty() ? e.getKey() : path + "." + e.getKey();
                    var rule = field.secretValue();
                    if (rule == null) {
                        search(at, e.getValue(), field, found);
                    } else if (e.getValue().hasNonNull("name") && e.getValue().hasNonNull("key")) {
                        var value = e.getValue();
                        found.add(new Found(
                                at, value.get("name").asText(), value.get("key").asText(), rule, object));
                    }
                });
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    search(path + "[" + i + "]", array.get(i), rules.element(), found);
                }
            }
            default -> {}
        }
    }

    /** The top-level fields that say which value was set last. */
    public static Set<String> versions(FieldRules rules) {
        return rules.fields().values().stream()
                .map(FieldRules::secretValue)
                .filter(Objects::nonNull)
                .map(SecretValue::version)
                .filter(version -> !version.isEmpty())
                .collect(Collectors.toSet());
    }

    /** The texts at fields that hold a secret, wherever they come from. */
    public static Set<String> values(JsonNode node, FieldRules rules) {
        var values = new HashSet<String>();
        collect(node, rules, false, values);
        return values;
    }

    private static void collect(JsonNode node, FieldRules rules, boolean secret, Set<String> values) {
        var hidden = secret || rules.sensitive();
        switch (node) {
            case ObjectNode object ->
                object.properties().forEach(e -> collect(e.getValue(), rules.field(e.getKey()), hidden, values));
            case ArrayNode array -> array.forEach(e -> collect(e, rules.element(), hidden, values));
            default -> {
                if (hidden && node.isTextual()) {
                    values.add(node.textValue());
                }
            }
        }
    }
}
