package dev.sluice.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.api.FieldChange;
import java.util.List;

/** Keeps the content of Secrets out of policies' input, plans and messages: that it changes is visible, not what it is. */
final class Secrets {
    /** Where kubectl keeps the whole object as text, content and all. */
    static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private static final TextNode HIDDEN = TextNode.valueOf(FieldChange.REDACTED);
    private static final List<String> FIELDS = List.of("data", "stringData");

    private Secrets() {}

    /** The object itself, or a copy without its content where it is a Secret. */
    static ObjectNode hidden(ObjectNode object) {
        if (!isSecret(object)) {
            return object;
        }
        var copy = object.deepCopy();
        for (var field : FIELDS) {
            if (copy.get(field) instanceof ObjectNode content) {
                content.properties().forEach(e -> e.setValue(HIDDEN));
            }
        }
        if (copy.at("/metadata/annotations") instanceof ObjectNode annotations) {
            annotations.remove(LAST_APPLIED);
        }
        return copy;
    }

    static List<FieldChange> hidden(ObjectNode object, List<FieldChange> diff) {
        return isSecret(object)
                ? diff.stream()
                        .map(f -> f.path().startsWith("data") || f.path().startsWith("stringData") ? hidden(f) : f)
                        .toList()
                : diff;
    }

    private static FieldChange hidden(FieldChange f) {
        return new FieldChange(
                f.path(),
                f.action(),
                f.before() == null ? null : HIDDEN,
                f.after() == null ? null : HIDDEN,
                f.reason(),
                f.replace());
    }

    private static boolean isSecret(ObjectNode object) {
        return object.path("kind").asText().equals("Secret")
                && object.path("apiVersion").asText().equals("v1");
    }
}
