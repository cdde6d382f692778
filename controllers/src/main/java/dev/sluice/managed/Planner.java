package dev.sluice.managed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.CanonicalJson;
import dev.sluice.api.FieldChange;
import dev.sluice.api.FieldChange.Reason;
import dev.sluice.api.managed.DriftRecord;
import dev.sluice.api.managed.IgnoredDifference;
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

    /**
     * What is on record about differences that are not new.
     *
     * @param standing the newest drift record; null where there is none
     * @param ignored what was ignored last time
     */
    record Known(@Nullable DriftRecord standing, List<IgnoredDifference> ignored) {
        static Known of(@Nullable DriftRecord standing) {
            return new Known(standing, List.of());
        }
    }

    Planner(FieldRules rules) {
        this.rules = rules;
    }

    /**
     * @param observed null where the resource does not exist
     * @param recorded the parameters recorded at the last observation; null before the first
     * @param comparable what is observed now, written down as what was recorded
     * @param known what of it is known to be drift
     * @param ownerTagged false where the resource is ours but does not say so yet
     */
    Plan plan(
            JsonNode desired,
            @Nullable JsonNode observed,
            @Nullable JsonNode recorded,
            @Nullable JsonNode comparable,
            Known known,
            boolean ownerTagged) {
        if (observed == null) {
            return new Plan.Create(because(Diff.between(null, desired, rules), Reason.SPEC));
        }
        var since = since(recorded, comparable == null ? observed : comparable);
        var diff = Diff.between(observed, desired, rules).stream()
                .map(f -> f.because(isDrift(f, since, known) ? Reason.DRIFT : Reason.SPEC))
                .toList();
        if (diff.stream().anyMatch(FieldChange::needsReplacement)) {
            return new Plan.ReplaceRequired(diff);
        }
        return diff.isEmpty() && ownerTagged ? new Plan.None() : new Plan.Update(diff);
    }

    /** Which of the ignored differences are somebody's change in the cloud: they are still, once they count again. */
    List<IgnoredDifference> explained(
            List<IgnoredDifference> ignored, @Nullable JsonNode observed, @Nullable JsonNode recorded, Known known) {
        if (ignored.isEmpty() || observed == null) {
            return List.of();
        }
        var since = since(recorded, observed);
        return ignored.stream()
                .map(i -> new IgnoredDifference(
                        i.change().because(isDrift(i.change(), since, known) ? Reason.DRIFT : Reason.SPEC),
                        i.reason(),
                        i.until()))
                .toList();
    }

    /** What was recorded never has secrets: they are left out on both sides. */
    private List<FieldChange> since(@Nullable JsonNode recorded, JsonNode observed) {
        return recorded == null ? List.of() : Diff.since(recorded, recordable(observed), rules);
    }

    /** True where a parameter that cannot be changed is wished for otherwise than it was recorded. */
    boolean replaces(JsonNode desired, JsonNode recorded) {
        return Diff.between(recorded, recordable(desired), rules).stream().anyMatch(FieldChange::needsReplacement);
    }

    Plan delete(JsonNode observed) {
        return new Plan.Delete(because(Diff.between(observed, null, rules), Reason.SPEC));
    }

    /** What was observed as it may be stored: without secrets. */
    @Nullable
    JsonNode recordable(@Nullable JsonNode observed) {
        return Diff.withoutSecrets(observed, rules);
    }

    private static boolean isDrift(FieldChange field, List<FieldChange> since, Known known) {
        if (since.stream().anyMatch(s -> covers(s.path(), field.path()) || covers(field.path(), s.path()))) {
            return true;
        }
        var standing = known.standing();
        var recorded = standing != null
                && standing.outcome() != DriftRecord.Outcome.Corrected
                && standing.fields().stream().anyMatch(f -> sameDifference(f, field));
        return recorded
                || known.ignored().stream()
                        .map(IgnoredDifference::change)
                        .anyMatch(f -> f.reason() == Reason.DRIFT && sameDifference(f, field));
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
        // Resources may be alike: which one is to be adopted is part of what is approved.
        var action = facts.adopting ? "Adopt " + facts.target().externalName() : plan.action();
        // So is a value that came from a Secret, as a digest that tells nothing of it.
        var also = facts.digests.isEmpty() ? "" : "\n" + facts.digests;
        return hash(action, facts.desired, facts.observedJson, policySet + also);
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
