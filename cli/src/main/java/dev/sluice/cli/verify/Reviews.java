package dev.sluice.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.cli.verify.TestFiles.FailedException;
import dev.sluice.gate.Change;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a case's object asks the gate: its creation, or what an AdmissionReview says. */
final class Reviews {
    private Reviews() {}

    static Change change(ObjectNode object) throws FailedException {
        return object.path("kind").asText("").equals("AdmissionReview")
                        && object.path("apiVersion").asText("").startsWith("admission.k8s.io/")
                ? review(object.path("request"))
                : change(Operation.CREATE, subject(object), object, null, null);
    }

    private static Change review(JsonNode request) throws FailedException {
        if (!request.isObject()) {
            throw new FailedException("its AdmissionReview has no request");
        }
        var oldObject = present(request.path("oldObject"));
        var operation = operation(request.path("operation").asText(""));
        // As Gatekeeper's webhook has it, so that rules need not ask which of the two there is.
        var object = operation == Operation.DELETE && oldObject != null ? oldObject : present(request.path("object"));
        var either = object == null ? oldObject : object;
        if (either == null) {
            throw new FailedException("its AdmissionReview has neither request.object nor request.oldObject");
        }
        return change(operation, subject(request, either), object, oldObject, user(request.path("userInfo")));
    }

    private static Operation operation(String text) throws FailedException {
        return switch (text) {
            case "CREATE", "" -> Operation.CREATE;
            case "UPDATE" -> Operation.UPDATE;
            case "DELETE" -> Operation.DELETE;
            default ->
                throw new FailedException(
                        "its request.operation is '%s'; the gate judges CREATE, UPDATE and DELETE".formatted(text));
        };
    }

    private static Change change(
            Operation operation,
            Change.Subject subject,
            @Nullable JsonNode object,
            @Nullable JsonNode oldObject,
            Change.@Nullable User user) {
        return new Change(
                GatePoint.CI, operation, subject, object, oldObject, oldObject, object, List.of(), null, null, user);
    }

    private static Change.Subject subject(JsonNode object) throws FailedException {
        var apiVersion = object.path("apiVersion").asText("");
        var kind = object.path("kind").asText("");
        if (apiVersion.isEmpty() || kind.isEmpty()) {
            throw new FailedException("its object has no apiVersion or no kind");
        }
        var slash = apiVersion.indexOf('/');
        var metadata = object.path("metadata");
        return new Change.Subject(
                slash < 0 ? "" : apiVersion.substring(0, slash),
                apiVersion.substring(slash + 1),
                kind,
                metadata.path("namespace").asText(""),
                metadata.path("name").asText(metadata.path("generateName").asText("")));
    }

    private static Change.Subject subject(JsonNode request, JsonNode object) throws FailedException {
        var said = subject(object);
        var kind = request.path("kind");
        return new Change.Subject(
                kind.path("group").asText(said.group()),
                kind.path("version").asText(said.version()),
                kind.path("kind").asText(said.kind()),
                request.path("namespace").asText(said.namespace()),
                request.path("name").asText(said.name()));
    }

    private static Change.@Nullable User user(JsonNode info) {
        if (!info.isObject()) {
            return null;
        }
        var groups = new ArrayList<String>();
        info.path("groups").forEach(g -> groups.add(g.asText()));
        return new Change.User(
                info.path("username").asText(""), info.path("uid").asText(null), groups);
    }

    private static @Nullable JsonNode present(JsonNode node) {
        return node.isObject() ? node : null;
    }
}
