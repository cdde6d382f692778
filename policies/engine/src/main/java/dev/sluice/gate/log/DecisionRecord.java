package dev.sluice.gate.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.FieldChange;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Provenance;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import dev.sluice.gate.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A decision in the form of OPA's decision log: {@code input} is what policies saw, less what is masked. */
public final class DecisionRecord {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private DecisionRecord() {}

    /** @param labels of whoever decided */
    static ObjectNode of(Decision decision, long nanoseconds, Map<String, String> labels) {
        var change = decision.change();
        var event = JSON.createObjectNode();
        event.set("labels", JSON.valueToTree(labels));
        event.put("decision_id", decision.id());
        event.putObject("bundles").putObject("sluice").put("revision", decision.policySet());
        event.put("path", "sluice/" + change.gate().label());
        if (change.user() != null) {
            event.put("requested_by", change.user().name());
        }
        event.put("timestamp", decision.at().toString());
        var input = input(change);
        var erased = Mask.erase(change.subject(), input);
        event.set("input", input);
        if (!erased.isEmpty()) {
            erased.forEach(event.putArray("erased")::add);
        }
        event.set("result", result(decision));
        event.putObject("metrics").put("timer_server_handler_ns", nanoseconds);
        return event;
    }

    private static ObjectNode result(Decision decision) {
        var result = JSON.createObjectNode();
        result.put("allowed", decision instanceof Decision.Admitted);
        var violations = decision instanceof Decision.Rejected rejected ? rejected.violations() : List.<Violation>of();
        result.set("violations", JSON.valueToTree(violations));
        result.set("warnings", JSON.valueToTree(decision.warnings()));
        result.set("dry_runs", JSON.valueToTree(decision.dryRuns()));
        result.set("exempted", JSON.valueToTree(decision.exempted()));
        return result;
    }

    /** What policies see of a change. */
    public static ObjectNode input(Change change) {
        var input = JSON.createObjectNode();
        var subject = change.subject();
        var review = input.putObject("review");
        review.putObject("kind")
                .put("group", subject.group())
                .put("version", subject.version())
                .put("kind", subject.kind());
        review.put("operation", change.operation().name().toUpperCase(Locale.ROOT))
                .put("name", subject.name());
        if (!subject.namespace().isEmpty()) {
            review.put("namespace", subject.namespace());
        }
        set(review, "object", change.object());
        set(review, "oldObject", change.oldObject());
        if (change.user() != null) {
            var user =
                    review.putObject("userInfo").put("username", change.user().name());
            if (change.user().uid() != null) {
                user.put("uid", change.user().uid());
            }
            change.user().groups().forEach(user.putArray("groups")::add);
        }
        var told = input.putObject("change")
                .put("gate", change.gate().label())
                .put("operation", change.operation().label());
        set(told, "before", change.before());
        set(told, "after", change.after());
        told.set("diff", JSON.valueToTree(change.diff()));
        if (change.external() != null) {
            told.set("external", JSON.valueToTree(change.external()));
        }
        if (change.source() != null) {
            told.set("source", JSON.valueToTree(change.source()));
        }
        return input;
    }

    /** A copy, because masking must not reach what is being carried out. */
    private static void set(ObjectNode node, String name, @Nullable JsonNode value) {
        if (value != null && !value.isNull()) {
            node.set(name, value.deepCopy());
        }
    }

    /**
     * The change that was decided, as far as it was recorded.
     *
     * @throws IllegalArgumentException when the record is not one of ours
     */
    public static Change change(JsonNode event) {
        var review = event.path("input").path("review");
        var told = event.path("input").path("change");
        try {
            var kind = review.path("kind");
            return new Change(
                    GatePoint.valueOf(told.path("gate").asText().toUpperCase(Locale.ROOT)),
                    Operation.valueOf(told.path("operation").asText().toUpperCase(Locale.ROOT)),
                    new Change.Subject(
                            kind.path("group").asText(),
                            kind.path("version").asText(),
                            kind.path("kind").asText(),
                            review.path("namespace").asText(""),
                            review.path("name").asText()),
                    review.get("object"),
                    review.get("oldObject"),
                    told.get("before"),
                    told.get("after"),
                    diff(told.path("diff")),
                    told.has("external") ? JSON.treeToValue(told.get("external"), Change.External.class) : null,
                    told.has("source") ? JSON.treeToValue(told.get("source"), Provenance.class) : null,
                    review.has("userInfo") ? user(review.get("userInfo")) : null);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a decision of Sluice: " + e.getOriginalMessage(), e);
        }
    }

    private static List<FieldChange> diff(JsonNode diff) throws JsonProcessingException {
        var changes = new ArrayList<FieldChange>();
        for (var change : diff) {
            changes.add(JSON.treeToValue(change, FieldChange.class));
        }
        return changes;
    }

    private static Change.User user(JsonNode info) {
        var groups = new ArrayList<String>();
        info.path("groups").forEach(group -> groups.add(group.asText()));
        return new Change.User(info.path("username").asText(), info.path("uid").asText(null), groups);
    }
}
