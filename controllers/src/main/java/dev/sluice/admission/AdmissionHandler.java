package dev.sluice.admission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import dev.sluice.gate.Decision;
import dev.sluice.gate.Gate;
import dev.sluice.kube.EventRecorder;
import dev.sluice.kube.ReplicaName;
import dev.sluice.protection.Protection;
import dev.sluice.provider.Confidential;
import dev.sluice.provider.field.Diff;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code admission.k8s.io/v1} reviews by the gate's decision.
 *
 * <p>A review that cannot be read is an error to the API server, which then applies the webhook's failure policy; it is
 * never an admission.
 */
public final class AdmissionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(AdmissionHandler.class);

    /** The API server cuts a warning at 256 characters, and all of them at 4 KiB. */
    private static final int MAX_WARNING = 250;

    private static final int MAX_WARNINGS = 15;
    private static final int MAX_DEPTH = 256;

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .build();

    private final Gate gate;
    private final Protection protection;
    private final Confidential confidential;
    private final EventRecorder events;
    private final MeterRegistry metrics;

    public AdmissionHandler(
            Gate gate, Protection protection, Confidential confidential, EventRecorder events, MeterRegistry metrics) {
        this.gate = gate;
        this.protection = protection;
        this.confidential = confidential;
        this.events = events;
        this.metrics = metrics;
    }

    /**
     * @param body an AdmissionReview with a request
     * @return an AdmissionReview with the response
     * @throws MalformedReviewException when the body is not one
     */
    public byte[] handle(byte[] body) throws MalformedReviewException {
        var started = System.nanoTime();
        var request = read(body);
        var probe = ProbeAnswer.asked(request)
                .flatMap(q -> ProbeAnswer.begun(q, gate.policySet(), ReplicaName.own()))
                .map(asked -> asked.of(gate.revision(asked.policy())));
        if (probe.isPresent()) {
            return written(refusal(request.path("uid").asText(), probe.get().message()));
        }
        var change = change(request);
        var refusal = protection.refusal(change);
        var decision = refusal.isPresent() ? refusal.get() : gate.decide(change);
        record(request, decision, started);
        return written(review(request.path("uid").asText(), decision));
    }

    private static ObjectNode refusal(String uid, String message) {
        var review = JSON.createObjectNode();
        review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        review.putObject("response")
                .put("uid", uid)
                .put("allowed", false)
                .putObject("status")
                .put("code", 403)
                .put("reason", "Forbidden")
                .put("message", message);
        return review;
    }

    private static byte[] written(ObjectNode review) {
        try {
            return JSON.writeValueAsBytes(review);
        } catch (IOException e) {
            throw new IllegalStateException("an admission response could not be written", e);
        }
    }

    private static JsonNode read(byte[] body) throws MalformedReviewException {
        JsonNode request;
        try {
            request = JSON.readTree(body).path("request");
        } catch (IOException e) {
            throw new MalformedReviewException(
                    "the admission review is not readable JSON: " + firstLine(e.getMessage()));
        }
        if (!request.path("uid").isTextual()
                || !request.path("kind").path("kind").isTextual()) {
            throw new MalformedReviewException("the admission review has no request.uid or request.kind");
        }
        return request;
    }

    private Change change(JsonNode request) throws MalformedReviewException {
        var operation = switch (request.path("operation").asText()) {
            case "CREATE" -> Operation.CREATE;
            case "UPDATE" -> Operation.UPDATE;
            case "DELETE" -> Operation.DELETE;
            case String other ->
                throw new MalformedReviewException("the operation '" + other + "' is not one this webhook asked for");
        };
        var kind = request.path("kind");
        var object = present(request.path("object"));
        var oldObject = present(request.path("oldObject"));
        var subject = new Change.Subject(
                kind.path("group").asText(""),
                kind.path("version").asText(""),
                kind.path("kind").asText(),
                request.path("namespace").asText(""),
                name(request, object == null ? oldObject : object));
        var shown = confidential.hidden(subject.group(), subject.kind(), object);
        var oldShown = confidential.hidden(subject.group(), subject.kind(), oldObject);
        return new Change(
                GatePoint.ADMISSION,
                operation,
                subject,
                shown,
                oldShown,
                oldShown,
                shown,
                Diff.between(
                        withoutBookkeeping(oldObject),
                        withoutBookkeeping(object),
                        confidential.rules(subject.group(), subject.kind())),
                null,
                null,
                user(request.path("userInfo")));
    }

    private static @Nullable JsonNode present(JsonNode node) {
        return node.isObject() ? node : null;
    }

    private static String name(JsonNode request, @Nullable JsonNode object) {
        var name = request.path("name").asText("");
        if (!name.isEmpty() || object == null) {
            return name;
        }
        var metadata = object.path("metadata");
        return metadata.path("name").asText(metadata.path("generateName").asText(""));
    }

    /** What the API server keeps for itself changes with every write and is nobody's intent. */
    private static @Nullable JsonNode withoutBookkeeping(@Nullable JsonNode object) {
        if (object == null) {
            return null;
        }
        ObjectNode copy = object.deepCopy();
        copy.remove("status");
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("managedFields", "resourceVersion", "generation", "uid", "creationTimestamp"));
        }
        return copy;
    }

    private static Change.User user(JsonNode info) {
        var groups = new ArrayList<String>();
        info.path("groups").forEach(g -> groups.add(g.asText()));
        return new Change.User(
                info.path("username").asText(""), info.path("uid").asText(null), groups);
    }

    private static ObjectNode review(String uid, Decision decision) {
        var review = JSON.createObjectNode();
        review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        var response = review.putObject("response").put("uid", uid);
        response.put("allowed", decision instanceof Decision.Admitted);
        if (decision instanceof Decision.Rejected rejected) {
            var status = response.putObject("status");
            status.put("code", 403).put("reason", "Forbidden").put("message", rejected.message());
            var causes = status.putObject("details").putArray("causes");
            rejected.violations()
                    .forEach(v -> causes.addObject().put("reason", v.policy()).put("message", v.message()));
        }
        var warned = Stream.concat(
                        decision.exempted().stream().map(AdmissionHandler::exempted),
                        decision.warnings().stream().map(AdmissionHandler::warning))
                .limit(MAX_WARNINGS)
                .toList();
        if (!warned.isEmpty()) {
            warned.forEach(response.putArray("warnings")::add);
        }
        var audit = response.putObject("auditAnnotations")
                .put("decision-id", decision.id())
                .put("policy-set", decision.policySet());
        if (!decision.exempted().isEmpty()) {
            audit.put(
                    "exempted",
                    decision.exempted().stream()
                            .map(e -> e.violation().policy() + " by " + e.exemption())
                            .distinct()
                            .collect(Collectors.joining(", ")));
        }
        return review;
    }

    private static String exempted(Decision.Exempted e) {
        return shortened("[%s] exempt by %s: %s"
                .formatted(e.violation().policy(), e.exemption(), e.violation().message()));
    }

    private static String warning(Violation w) {
        return shortened("[" + w.policy() + "] " + w.message());
    }

    private static String shortened(String text) {
        return text.length() > MAX_WARNING ? text.substring(0, MAX_WARNING) + "…" : text;
    }

    /** Metric, log line and, for what is kept for people, an Event. A dry run leaves no Event: it must have no effect. */
    private void record(JsonNode request, Decision decision, long started) {
        var verdict = decision instanceof Decision.Admitted ? "admitted" : "rejected";
        Timer.builder("sluice_admission_request_duration")
                .description("Time to answer one admission review.")
                .tag("decision", verdict)
                .register(metrics)
                .record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
        var change = decision.change();
        var user = change.user() == null ? "" : change.user().name();
        if (decision instanceof Decision.Rejected rejected) {
            LOG.info(
                    "admission decision={} id={} subject={} operation={} user={} violations={}",
                    verdict,
                    decision.id(),
                    change.subject().display(),
                    change.operation().label(),
                    user,
                    rejected.message());
        }
        if (!decision.warnings().isEmpty() && !request.path("dryRun").asBoolean()) {
            decision.warnings()
                    .forEach(w -> events.warning(
                            regarding(change),
                            "AdmittedWithWarning",
                            "[%s] %s (by %s)".formatted(w.policy(), w.message(), user)));
        }
    }

    private static GenericKubernetesResource regarding(Change change) {
        var subject = change.subject();
        var object = change.object() != null ? change.object() : change.oldObject();
        var about = new GenericKubernetesResource();
        about.setApiVersion(subject.apiVersion());
        about.setKind(subject.kind());
        about.setMetadata(new ObjectMetaBuilder()
                .withNamespace(subject.namespace().isEmpty() ? null : subject.namespace())
                .withName(subject.name())
                .withUid(
                        object == null
                                ? null
                                : object.path("metadata").path("uid").asText(null))
                .build());
        return about;
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }

    /** A body that is not an admission review. */
    public static final class MalformedReviewException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedReviewException(String message) {
            super(message);
        }
    }
}
