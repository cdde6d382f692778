package dev.sluice.managed;

import dev.sluice.gate.Decision;
import dev.sluice.kube.Conditions;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.InstantSource;
import java.util.List;

/** Renders how a reconciliation ended as conditions. The only place that knows their reasons. */
final class ConditionRenderer {
    private ConditionRenderer() {}

    static List<Condition> render(Facts<?, ?, ?, ?> facts, Outcome outcome, InstantSource clock) {
        var conditions = new Conditions(
                facts.previous == null ? null : facts.previous.conditions(),
                facts.object.getMetadata().getGeneration(),
                clock);
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
                settled(conditions).isTrue(Conditions.SYNCED, "ReconcileSuccess", o.message());
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
            case Outcome.Paused o -> settled(conditions).isFalse(Conditions.SYNCED, o.reason(), o.message());
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
            case Outcome.Again o -> {}
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

    /** What went wrong and what to do about it; the same for each attempt that fails alike. */
    static String text(CloudException e) {
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
                case DELETING, PENDING_DELETION -> conditions.isFalse(Conditions.READY, "Deleting", why);
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
}
