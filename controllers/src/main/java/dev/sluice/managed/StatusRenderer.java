package dev.sluice.managed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.FieldChange;
import dev.sluice.api.Provenance;
import dev.sluice.api.Sluice;
import dev.sluice.api.managed.DecisionStatus;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ManagedStatus;
import dev.sluice.api.managed.PlanStatus;
import dev.sluice.gate.Decision;
import dev.sluice.kube.Conditions;
import dev.sluice.kube.Requests;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Session;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Renders what a reconciliation found, and how it ended, as status. The only place that knows conditions' reasons. */
final class StatusRenderer<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> {
    private static final int MAX_FIELDS = 100;

    private final Shared shared;

    StatusRenderer(Shared shared) {
        this.shared = shared;
    }

    /** The status to write; equal in essence to the one before where nothing has changed (see {@link #same}). */
    ManagedStatus<P, O> render(Facts<P, O, R, S> facts, Outcome outcome) {
        var old = facts.previous;
        var observed = facts.observed;
        var next = new ManagedStatus<>(
                facts.object.getMetadata().getGeneration(),
                conditions(facts, outcome),
                facts.object.externalName(),
                observed != null ? observed.parameters() : goneOr(facts, old == null ? null : old.atProvider()),
                observed != null ? observed.outputs() : goneOr(facts, old == null ? null : old.outputs()),
                plan(facts),
                decision(facts),
                Provenance.of(facts.object).orElse(null),
                facts.ledger.toStatus(),
                now(),
                Requests.requestedAt(facts.object));
        return old != null && sameButForTime(old, next) ? old : next;
    }

    /** True where writing {@code next} would tell nobody anything new. */
    boolean same(@Nullable ManagedStatus<P, O> old, ManagedStatus<P, O> next) {
        return old != null && sameButForTime(old, next);
    }

    /** What was recorded is kept while the cloud could not be asked, and dropped once it said that nothing is there. */
    private static <T, F extends Facts<?, ?, ?, ?>> @Nullable T goneOr(F facts, @Nullable T recorded) {
        return facts.plan instanceof Plan.Create ? null : recorded;
    }

    private boolean sameButForTime(ManagedStatus<P, O> a, ManagedStatus<P, O> b) {
        return json(a).equals(json(b));
    }

    /** Through text and back, so that numbers compare by value whatever type they were read as. */
    private JsonNode json(ManagedStatus<P, O> status) {
        try {
            var withoutTime = new ManagedStatus<>(
                    status.observedGeneration(),
                    status.conditions(),
                    status.externalName(),
                    status.atProvider(),
                    status.outputs(),
                    status.plan(),
                    status.decision(),
                    status.provenance(),
                    status.drift(),
                    null,
                    status.lastHandledReconcileAt());
            return shared.json().readTree(shared.json().writeValueAsBytes(withoutTime));
        } catch (java.io.IOException e) {
            throw new IllegalStateException("a status could not be compared", e);
        }
    }

    private @Nullable PlanStatus plan(Facts<P, O, R, S> facts) {
        var old = facts.previous == null ? null : facts.previous.plan();
        if (facts.plan == null) {
            return old;
        }
        var fields = facts.plan.diff();
        var hash = Planner.hash(
                facts.plan.action(),
                facts.desired,
                facts.observedJson,
                shared.gate().policySet());
        if (old != null && hash.equals(old.hash())) {
            return old;
        }
        List<FieldChange> shown = fields.size() > MAX_FIELDS ? fields.subList(0, MAX_FIELDS) : fields;
        return new PlanStatus(facts.plan.action(), shown.isEmpty() ? null : shown, hash, now());
    }

    private @Nullable DecisionStatus decision(Facts<P, O, R, S> facts) {
        var old = facts.previous == null ? null : facts.previous.decision();
        var decision = facts.decision;
        if (decision == null) {
            return old;
        }
        var violations = decision instanceof Decision.Rejected rejected ? rejected.violations() : null;
        var warnings = decision.warnings().isEmpty() ? null : decision.warnings();
        if (old != null
                && old.admitted() == (violations == null)
                && old.policySet().equals(decision.policySet())
                && Objects.equals(old.violations(), violations)
                && Objects.equals(old.warnings(), warnings)) {
            return old;
        }
        return new DecisionStatus(
                decision.id(),
                violations == null,
                decision.policySet(),
                violations,
                warnings,
                decision.at().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private List<io.fabric8.kubernetes.api.model.Condition> conditions(Facts<P, O, R, S> facts, Outcome outcome) {
        var meta = facts.object.getMetadata();
        var conditions = new Conditions(
                facts.previous == null ? null : facts.previous.conditions(), meta.getGeneration(), shared.clock());
        if (facts.decision instanceof Decision.Admitted admitted) {
            conditions.isTrue(
                    Conditions.ADMITTED,
                    "Admitted",
                    admitted.warnings().isEmpty()
                            ? "Policy admits the last change."
                            : "Policy admits the last change, with warnings: " + messages(admitted));
        }
        describe(conditions, facts, outcome);
        return conditions.list();
    }

    private static String messages(Decision.Admitted admitted) {
        return String.join(
                "; ",
                admitted.warnings().stream()
                        .map(w -> "[" + w.policy() + "] " + w.message())
                        .toList());
    }

    private static void describe(Conditions conditions, Facts<?, ?, ?, ?> facts, Outcome outcome) {
        switch (outcome) {
            case Outcome.InSync o -> {
                settled(conditions).isTrue(Conditions.SYNCED, "ReconcileSuccess", "The cloud is as wanted.");
                conditions.isTrue(Conditions.READY, "Available", "The resource can be used.");
                if (facts.decision == null && !hasAdmitted(facts)) {
                    conditions.isTrue(Conditions.ADMITTED, "NothingToDecide", "Nothing had to be changed.");
                }
            }
            case Outcome.Progressing o -> {
                conditions
                        .isTrue(Conditions.SYNCED, "ReconcileSuccess", o.message())
                        .isTrue(Conditions.RECONCILING, "Progressing", o.message())
                        .remove(Conditions.STALLED);
                readiness(conditions, facts, o.message());
            }
            case Outcome.Deleting o -> {
                conditions
                        .isTrue(Conditions.SYNCED, "ReconcileSuccess", o.message())
                        .isFalse(Conditions.READY, "Deleting", o.message())
                        .remove(Conditions.STALLED);
            }
            case Outcome.Denied o -> denied(conditions, facts, o);
            case Outcome.Paused o ->
                settled(conditions)
                        .isFalse(
                                Conditions.SYNCED,
                                "ReconcilePaused",
                                "Paused by the annotation %s.".formatted(Sluice.PAUSED));
            case Outcome.Waiting o -> {
                settled(conditions).isFalse(Conditions.SYNCED, o.reason(), o.message());
                conditions.isTrue(Conditions.RECONCILING, o.reason(), o.message());
                readiness(conditions, facts, o.message());
            }
            case Outcome.Refused o -> {
                settled(conditions)
                        .isFalse(Conditions.SYNCED, o.reason(), o.message())
                        .isTrue(Conditions.STALLED, o.reason(), o.message());
                readiness(conditions, facts, o.message());
            }
            case Outcome.Failed o -> failed(conditions, facts, o.error());
            case Outcome.Released o -> {}
            case Outcome.Superseded o -> {}
        }
    }

    private static void denied(Conditions conditions, Facts<?, ?, ?, ?> facts, Outcome.Denied outcome) {
        var message = outcome.decision().message();
        settled(conditions)
                .isFalse(Conditions.ADMITTED, "PolicyDenied", message)
                .isFalse(Conditions.SYNCED, "PolicyDenied", "Held by policy: " + message)
                .isTrue(Conditions.STALLED, "PolicyDenied", message);
        readiness(conditions, facts, "Held by policy: " + message);
    }

    private static void failed(Conditions conditions, Facts<?, ?, ?, ?> facts, CloudException e) {
        var reason = switch (e.error()) {
            case CloudError.Throttled x -> "Throttled";
            case CloudError.NotFound x -> "NotFound";
            case CloudError.Conflict x -> "Conflict";
            case CloudError.Denied x -> "CloudDenied";
            case CloudError.Invalid x -> "Invalid";
            case CloudError.Transient x -> "CloudUnavailable";
        };
        var message = text(e);
        settled(conditions).isFalse(Conditions.SYNCED, reason, message);
        if (e.error().terminal()) {
            conditions.isTrue(Conditions.STALLED, reason, message);
        } else {
            conditions.isTrue(Conditions.RECONCILING, reason, message);
        }
        readiness(conditions, facts, message);
    }

    private static String text(CloudException e) {
        var advice = switch (e.error()) {
            case CloudError.Throttled x -> "Calls are slowed down and go on by themselves.";
            case CloudError.NotFound x -> "It is tried again.";
            case CloudError.Conflict x -> "It is tried again.";
            case CloudError.Denied x -> "Give the provider configuration's identity this permission.";
            case CloudError.Invalid x ->
                x.field() == null ? "Change the specification." : "Change spec.forProvider.%s.".formatted(x.field());
            case CloudError.Transient x -> "It is tried again.";
        };
        // The request id is for the cloud's support; it differs by call, and a status that changed with every
        // attempt would be written with every attempt.
        return "%s %s: %s (%s). %s"
                .formatted(e.service(), e.operation(), e.error().message(), e.code(), advice);
    }

    /** Ready is about the resource, not about us: one that works keeps working while we cannot change it. */
    private static void readiness(Conditions conditions, Facts<?, ?, ?, ?> facts, String why) {
        var observed = facts.observed;
        if (observed != null) {
            switch (observed.state()) {
                case AVAILABLE -> conditions.isTrue(Conditions.READY, "Available", "The resource can be used.");
                case UPDATING ->
                    conditions.isTrue(Conditions.READY, "Available", "The resource can be used while it is updated.");
                case CREATING -> conditions.isFalse(Conditions.READY, "Creating", why);
                case DELETING -> conditions.isFalse(Conditions.READY, "Deleting", why);
                case FAILED -> conditions.isFalse(Conditions.READY, "Unavailable", why);
            }
        } else if (facts.plan instanceof Plan.Create) {
            conditions.isFalse(Conditions.READY, facts.created ? "Creating" : "NotCreated", why);
        } else if (facts.previous == null || Conditions.find(facts.previous.conditions(), Conditions.READY) == null) {
            conditions.isUnknown(Conditions.READY, "NotObserved", why);
        }
    }

    private static Conditions settled(Conditions conditions) {
        return conditions.remove(Conditions.RECONCILING).remove(Conditions.STALLED);
    }

    private static boolean hasAdmitted(Facts<?, ?, ?, ?> facts) {
        return facts.previous != null && Conditions.find(facts.previous.conditions(), Conditions.ADMITTED) != null;
    }

    private String now() {
        return shared.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
