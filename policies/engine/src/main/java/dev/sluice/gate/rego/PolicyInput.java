package dev.sluice.gate.rego;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gate.Change;
import dev.sluice.gate.Namespaces;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A change as policies see it: {@code input.review} in Gatekeeper's shape and {@code input.change}. What is absent is
 * absent, not null.
 */
final class PolicyInput {
    private static final int MAX_BYTES = 3 * 1024 * 1024;
    private static final int MAX_DEPTH = 100;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private PolicyInput() {}

    /** @throws WasmInstance.EvaluationException when the change is too large or too deep to be judged */
    static byte[] review(Change change, Namespaces namespaces) {
        var subject = change.subject();
        var review = JSON.createObjectNode();
        review.putObject("kind")
                .put("group", subject.group())
                .put("version", subject.version())
                .put("kind", subject.kind());
        review.put("operation", change.operation().name().toUpperCase(Locale.ROOT));
        review.put("name", subject.name());
        if (!subject.namespace().isEmpty()) {
            review.put("namespace", subject.namespace());
        }
        set(review, "object", change.object());
        set(review, "oldObject", change.oldObject());
        var user = change.user();
        if (user != null) {
            var info = review.putObject("userInfo").put("username", user.name());
            if (user.uid() != null) {
                info.put("uid", user.uid());
            }
            user.groups().forEach(info.putArray("groups")::add);
        }
        namespace(review, subject, namespaces);
        return bytes(review);
    }

    /** Where Gatekeeper puts what it knows of the object's namespace. */
    private static void namespace(ObjectNode review, Change.Subject subject, Namespaces namespaces) {
        var labels = subject.namespace().isEmpty() ? null : namespaces.labels(subject.namespace());
        if (labels != null) {
            var namespace = review.putObject("_unstable").putObject("namespace");
            namespace.put("apiVersion", "v1").put("kind", "Namespace");
            var metadata = namespace.putObject("metadata").put("name", subject.namespace());
            var all = metadata.putObject("labels");
            new TreeMap<>(labels).forEach(all::put);
        }
    }

    static byte[] change(Change change) {
        var node = JSON.createObjectNode();
        node.put("gate", change.gate().label())
                .put("operation", change.operation().label());
        set(node, "before", change.before());
        set(node, "after", change.after());
        node.set("diff", JSON.valueToTree(change.diff()));
        if (change.external() != null) {
            node.set("external", JSON.valueToTree(change.external()));
        }
        if (change.source() != null) {
            node.set("source", JSON.valueToTree(change.source()));
        }
        return bytes(node);
    }

    private static void set(ObjectNode node, String name, @Nullable JsonNode value) {
        if (value != null && !value.isNull()) {
            node.set(name, value);
        }
    }

    private static byte[] bytes(JsonNode node) {
        if (isTooDeep(node)) {
            throw new WasmInstance.EvaluationException("the object is nested more than %d deep".formatted(MAX_DEPTH));
        }
        try {
            var bytes = JSON.writeValueAsBytes(node);
            if (bytes.length > MAX_BYTES) {
                throw new WasmInstance.EvaluationException("the object is larger than %d bytes".formatted(MAX_BYTES));
            }
            return bytes;
        } catch (JsonProcessingException e) {
            throw new WasmInstance.EvaluationException(
                    "the change cannot be written as JSON: " + e.getOriginalMessage());
        }
    }

    static boolean isTooDeep(JsonNode node) {
        return depth(node, 0) > MAX_DEPTH;
    }

    /** Looks no deeper than it has to. */
    private static int depth(JsonNode node, int at) {
        int deepest = at;
        if (at <= MAX_DEPTH) {
            for (var child : node) {
                deepest = Math.max(deepest, depth(child, at + 1));
            }
        }
        return deepest;
    }
}
