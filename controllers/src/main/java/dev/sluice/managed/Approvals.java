package dev.sluice.managed;

import dev.sluice.api.FieldChange;
import dev.sluice.api.Sluice;
import dev.sluice.api.managed.ApprovalMode;
import dev.sluice.api.managed.DriftMode;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a person has agreed to a plan, where the object asks for that. An approval is of one plan and no other. */
final class Approvals {
    private static final Duration RARELY = Duration.ofMinutes(10);
    private static final int SHORTEST = 12;
    private static final int SHOWN_FIELDS = 10;

    private final Planner planner;
    private final Shared shared;

    Approvals(Planner planner, Shared shared) {
        this.planner = planner;
        this.shared = shared;
    }

    /** What the plan waits for; null where nothing is missing. */
    @Nullable
    Outcome missing(Facts<?, ?, ?, ?> facts) {
        var plan = facts.plan;
        // What completes a step that was approved in this very run belongs to it.
        if (plan == null || facts.created || facts.updated || !asked(facts, plan)) {
            return null;
        }
        var hash = Objects.requireNonNull(hash(facts), "there is a plan");
        var approved = facts.object.annotation(Sluice.APPROVED_PLAN);
        if (approved != null && approved.length() >= SHORTEST && hash.startsWith(approved)) {
            return null;
        }
        var how = "To approve it, set the annotation %s to %s.".formatted(Sluice.APPROVED_PLAN, hash);
        return approved == null || approved.isBlank()
                ? new Outcome.Waiting(
                        "ApprovalRequired",
                        "The plan to %s waits for approval. %s".formatted(told(facts, plan), how),
                        RARELY)
                : new Outcome.Waiting(
                        "ApprovalOutdated",
                        "What was approved (%s) is another plan; this one would %s. %s"
                                .formatted(shortened(approved), told(facts, plan), how),
                        RARELY);
    }

    /** Identifies the plan; null where there is none. */
    @Nullable
    String hash(Facts<?, ?, ?, ?> facts) {
        return facts.plan == null
                ? null
                : planner.hash(facts.plan, facts, shared.gate().policySet());
    }

    private static boolean asked(Facts<?, ?, ?, ?> facts, Plan plan) {
        var spec = facts.object.getSpec();
        return spec.approval() == ApprovalMode.Manual
                || (spec.driftModeOrDefault() == DriftMode.CorrectAfterApproval
                        && plan instanceof Plan.Update update
                        && !update.drift().isEmpty());
    }

    /** {@code update visibilityTimeout: 30 → 60; tags[team]: "a" → unset} */
    private static String told(Facts<?, ?, ?, ?> facts, Plan plan) {
        if (facts.adopting) {
            var adopt = "adopt " + facts.display();
            return plan.diff().isEmpty() ? adopt : adopt + " and " + told(plan);
        }
        return told(plan);
    }

    private static String told(Plan plan) {
        var fields =
                plan.diff().stream().limit(SHOWN_FIELDS).map(Approvals::told).collect(Collectors.joining("; "));
        var more = plan.diff().size() - SHOWN_FIELDS;
        var action = plan.action().toLowerCase(java.util.Locale.ROOT);
        return plan instanceof Plan.Update
                ? "%s %s%s".formatted(action, fields, more > 0 ? " and %d more".formatted(more) : "")
                : action + " it";
    }

    private static String told(FieldChange field) {
        return "%s: %s → %s".formatted(field.path(), DriftWatch.text(field.before()), DriftWatch.text(field.after()));
    }

    private static String shortened(String hash) {
        return hash.length() > SHORTEST ? hash.substring(0, SHORTEST) : hash;
    }
}
