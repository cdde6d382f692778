package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.gate.Change;
import dev.sluice.gate.log.DecisionRecord;
import dev.sluice.provider.field.Diff;
import dev.sluice.provider.field.FieldRules;
import java.util.ArrayList;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a file asks to be judged: an object, an AdmissionReview, or a line of the decision log. */
final class EvaluatedChange {
    private EvaluatedChange() {}

    /** @param gate at which an object is judged; a review and a record say it themselves */
    static Change of(JsonNode tree, GatePoint gate) {
        if (tree.path("input").has("review")) {
            return DecisionRecord.change(tree);
        }
        if (tree.has("request")) {
            return review(tree.get("request"));
        }
        if (tree.path("apiVersion").isTextual() && tree.path("kind").isTextual()) {
            return object(tree, gate);
        }
        throw new IllegalArgumentException(
                "it is no object (apiVersion, kind), no AdmissionReview (request) and no line of a decision log (input)");
    }

    private static Change object(JsonNode object, GatePoint gate) {
        var apiVersion = object.get("apiVersion").asText();
        var slash = apiVersion.indexOf('/');
        var metadata = object.path("metadata");
        return change(
                gate,
                Operation.CREATE,
                new Change.Subject(
                        slash < 0 ? "" : apiVersion.substring(0, slash),
                        apiVersion.substring(slash + 1),
                        object.get("kind").asText(),
                        metadata.path("namespace").asText(""),
                        metadata.path("name").asText("")),
                object,
                null,
                null);
    }

    private static Change review(JsonNode request) {
        var kind = request.path("kind");
        var groups = new ArrayList<String>();
        request.path("userInfo").path("groups").forEach(group -> groups.add(group.asText()));
        return change(
                GatePoint.ADMISSION,
                operation(request.path("operation").asText()),
                new Change.Subject(
                        kind.path("group").asText(""),
                        kind.path("version").asText(""),
                        kind.path("kind").asText(),
                        request.path("namespace").asText(""),
                        request.path("name").asText("")),
                present(request.get("object")),
                present(request.get("oldObject")),
                new Change.User(request.path("userInfo").path("username").asText(""), null, groups));
    }

    private static Operation operation(String text) {
        try {
            return Operation.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "request.operation is '%s'; CREATE, UPDATE or DELETE".formatted(text), e);
        }
    }

    private static Change change(
            GatePoint gate,
            Operation operation,
            Change.Subject subject,
            @Nullable JsonNode object,
            @Nullable JsonNode oldObject,
            Change.@Nullable User user) {
        return new Change(
                gate,
                operation,
                subject,
                object,
                oldObject,
                oldObject,
                object,
                Diff.between(oldObject, object, FieldRules.none()),
                null,
                null,
                user);
    }

    private static @Nullable JsonNode present(@Nullable JsonNode node) {
        return node == null || !node.isObject() ? null : node;
    }
}
