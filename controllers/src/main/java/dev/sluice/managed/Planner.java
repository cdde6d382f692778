package dev.sluice.managed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.CanonicalJson;
import dev.sluice.api.FieldChange;
import dev.sluice.api.FieldChange.Reason;
import dev.sluice.api.managed.DriftRecord;
import dev.sluice.provider.field.Diff;
import dev.sluice.provider.field.FieldRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares what is wanted with what is.
 *
 * <p>A changed field is {@code drift} when the cloud's value is not the one recorded last, or when it is part of a drift
 * that was recorded and still stands; else it is {@code spec}.
 */
final class Planner {
    private final FieldRules rules;

    Planner(FieldRules rules) {
        this.rules = rules;
    }

    /**
     * @param observed null where the resource does not exist
     * @param recorded the parameters recorded at the last observation; null before the first
     * @param standing the newest drift record; null where there is none
     * @param ownerTagged false where the resource is ours but does not say so yet
     */
    Plan plan(
            JsonNode desired,
            @Nullable JsonNode observed,
            @Nullable JsonNode recorded,
            @Nullable DriftRecord standing,
            boolean ownerTagged) {
        if (observed == null) {
            return new Plan.Create(because(Diff.between(null, desired, rules), Reason.SPEC));
        }
        // What was recorded never has secrets: they are left out on both sides.
        var since = recorded == null ? List.<FieldChange>of() : Diff.since(recorded, recordable(observed), rules);
        var diff = Diff.between(observed, desired, rules).stream()
                .map(f -> f.because(isDrift(f, since, standing) ? Reason.DRIFT : Reason.SPEC))
                .toList();
        if (diff.stream().anyMatch(FieldChange::needsReplacement)) {
            return new Plan.ReplaceRequired(diff);
        }
        return diff.isEmpty() && ownerTagged ? new Plan.None() : new Plan.Update(diff);
    }

    Plan delete(JsonNode observed) {
        return new Plan.Delete(because(Diff.between(observed, null, rules), Reason.SPEC));
    }

    /** What was observed as it may be stored: without secrets. */
    @Nullable
    JsonNode recordable(@Nullable JsonNode observed) {
        return Diff.withoutSecrets(observed, rules);
    }

    private static boolean isDrift(FieldChange field, List<FieldChange> since, @Nullable DriftRecord standing) {
        if (since.stream().anyMatch(s -> covers(s.path(), field.path()) || covers(field.path(), s.path()))) {
            return true;
        }
        return standing != null
                && standing.outcome() != DriftRecord.Outcome.Corrected
                && standing.fields().stream().anyMatch(f -> sameDifference(f, field));
    }

    /** Inside: a change of the whole is one of its parts, and the other way round. */
    private static boolean covers(String outer, String inner) {
        return inner.equals(outer) || inner.startsWith(outer + ".") || inner.startsWith(outer + "[");
    }

    static boolean sameDifference(FieldChange a, FieldChange b) {
        return a.path().equals(b.path()) && Diff.same(a.before(), b.before()) && Diff.same(a.after(), b.after());
    }

    private static List<FieldChange> because(List<FieldChange> diff, Reason reason) {
        return diff.stream().map(f -> f.because(reason)).toList();
    }

    /** Identifies what a reconciliation would do, or has just done. */
    String hash(Plan plan, Facts<?, ?, ?, ?> facts, String policySet) {
        // A value that came from a Secret is part of what is approved, as a digest that tells nothing of it.
        var also = facts.digests.isEmpty() ? "" : "\n" + facts.digests;
        return hash(plan.action(), facts.desired, facts.observedJson, policySet + also);
    }

    /**
     * Identifies what would be done: the desired state, the observed state and the policies. Secrets that stand in the
     * object are not part of it: a hash that is shown would let a short one be guessed.
     */
    String hash(String action, @Nullable JsonNode desired, @Nullable JsonNode observed, String policySet) {
        return CanonicalJson.sha256(String.join(
                "\n",
                action,
                CanonicalJson.text(Diff.presentable(desired, rules)),
                CanonicalJson.text(Diff.presentable(observed, rules)),
                policySet));
    }
}
