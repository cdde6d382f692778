package dev.sluice.managed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.FieldChange;
import dev.sluice.api.Provenance;
import dev.sluice.api.managed.DecisionStatus;
import dev.sluice.api.managed.ExemptViolation;
import dev.sluice.api.managed.IgnoredDifference;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ManagedStatus;
import dev.sluice.api.managed.PlanStatus;
import dev.sluice.api.managed.ResolvedReference;
import dev.sluice.gate.Decision;
import dev.sluice.kube.Requests;
import dev.sluice.provider.Session;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Renders what a reconciliation found, and how it ended, as status. */
final class StatusRenderer<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> {
    private static final int MAX_FIELDS = 100;
    private static final int MAX_REFERENCES = 500;

    private final Class<P> parameters;
    private final Planner planner;
    private final Shared shared;

    StatusRenderer(Class<P> parameters, Planner planner, Shared shared) {
        this.parameters = parameters;
        this.planner = planner;
        this.shared = shared;
    }

    /** The status to write; equal in essence to the one before where nothing has changed (see {@link #same}). */
    ManagedStatus<P, O> render(Facts<P, O, R, S> facts, Outcome outcome) {
        var old = facts.previous;
        var observed = facts.observed;
        var next = new ManagedStatus<>(
                facts.object.getMetadata().getGeneration(),
                ConditionRenderer.render(facts, outcome, shared.clock()),
                externalName(facts),
                observed != null ? atProvider(facts) : goneOr(facts, old == null ? null : old.atProvider()),
                observed != null ? observed.outputs() : goneOr(facts, old == null ? null : old.outputs()),
                references(facts),
                plan(facts),
                decision(facts),
                Provenance.of(facts.object).orElse(null),
                facts.ledger.toStatus(),
                initializing(facts, outcome),
                lastObservedAt(facts),
                Requests.requestedAt(facts.object));
        return old != null && sameButForTime(old, next) ? old : next;
    }

    /** True where writing {@code next} would tell nobody anything new. */
    @SuppressWarnings(
            "ReferenceEquality") // what is rendered anew without news is the old one itself: no second comparison
    boolean same(@Nullable ManagedStatus<P, O> old, ManagedStatus<P, O> next) {
        return old == next;
    }

    /** The name of what is ours, or was: with the name of somebody else's resource here it would count as ours. */
    private @Nullable String externalName(Facts<P, O, R, S> facts) {
        if (facts.created || facts.ours()) {
            return facts.target().externalName();
        }
        return facts.previous == null ? null : facts.previous.externalName();
    }

    private static @Nullable Boolean initializing(Facts<?, ?, ?, ?> facts, Outcome outcome) {
        if (outcome instanceof Outcome.InSync) {
            return null;
        }
        if (facts.created || (facts.observed != null && facts.ours() && facts.initializing())) {
            return true;
        }
        return facts.previous == null ? null : facts.previous.initializing();
    }

    private @Nullable P atProvider(Facts<P, O, R, S> facts) {
        return shared.json().convertValue(planner.recordable(facts.observedJson), parameters);
    }

    /** What was resolved before stays on record while something is in the way: it may still be in use. */
    private static @Nullable List<ResolvedReference> references(Facts<?, ?, ?, ?> facts) {
        if (facts.references == null) {
            return facts.previous == null ? null : facts.previous.references();
        }
        var all = facts.references;
        return all.isEmpty() ? null : all.subList(0, Math.min(all.size(), MAX_REFERENCES));
    }

    /** A status that is written while the cloud could not be asked says nothing of the cloud. */
    private @Nullable String lastObservedAt(Facts<P, O, R, S> facts) {
        // Asked, and told that nothing is there, is asked too.
        if (facts.observed != null || facts.plan != null) {
            return now();
        }
        return facts.previous == null ? null : facts.previous.lastObservedAt();
    }

    /** What was recorded is kept while the cloud could not be asked, and dropped once it said that nothing is there. */
    private static <T, F extends Facts<?, ?, ?, ?>> @Nullable T goneOr(F facts, @Nullable T recorded) {
        return facts.plan instanceof Plan.Create ? null : recorded;
    }

    private boolean sameButForTime(ManagedStatus<P, O> a, ManagedStatus<P, O> b) {
        return withoutTime(a).equals(withoutTime(b));
    }

    private JsonNode withoutTime(ManagedStatus<P, O> status) {
        return json(new ManagedStatus<>(
                status.observedGeneration(),
                status.conditions(),
                status.externalName(),
                status.atProvider(),
                status.outputs(),
                status.references(),
                status.plan(),
                status.decision(),
                status.provenance(),
                status.drift(),
                status.initializing(),
                null,
                status.lastHandledReconcileAt()));
    }

    /** Through text and back, so that numbers compare by value whatever type they were read as. */
    private JsonNode json(@Nullable Object value) {
        try {
            return shared.json().readTree(shared.json().writeValueAsBytes(value));
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
        var hash = planner.hash(facts.plan, facts, shared.gate().policySet());
        var ignored = ignored(facts);
        if (old != null && hash.equals(old.hash()) && json(ignored).equals(json(old.ignored()))) {
            return old;
        }
        List<FieldChange> shown = fields.size() > MAX_FIELDS ? fields.subList(0, MAX_FIELDS) : fields;
        return new PlanStatus(facts.plan.action(), shown.isEmpty() ? null : shown, ignored, hash, now());
    }

    private static @Nullable List<IgnoredDifference> ignored(Facts<?, ?, ?, ?> facts) {
        var ignored = facts.ignored;
        return ignored.isEmpty() ? null : List.copyOf(ignored.subList(0, Math.min(ignored.size(), MAX_FIELDS)));
    }

    private @Nullable DecisionStatus decision(Facts<P, O, R, S> facts) {
        var old = facts.previous == null ? null : facts.previous.decision();
        var decision = facts.decision;
        if (decision == null) {
            return old;
        }
        var violations = decision instanceof Decision.Rejected rejected ? rejected.violations() : null;
        var warnings = decision.warnings().isEmpty() ? null : decision.warnings();
        var exempted = decision.exempted().isEmpty()
                ? null
                : decision.exempted().stream()
                        .map(e -> new ExemptViolation(
                                e.violation().policy(), e.violation().message(), e.exemption()))
                        .toList();
        if (old != null
                && Objects.equals(old.exempted(), exempted)
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
                decision.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                exempted);
    }

    private String now() {
        return shared.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
