package dev.sluice.managed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.FieldChange;
import dev.sluice.api.managed.DriftRecord;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells people of drift: in the ledger, as Events, as a metric. Each piece of news once, not at each poll. */
final class DriftWatch {
    private static final int SHOWN_VALUE = 200;

    private final String gvk;
    private final Shared shared;

    /** @param gvk the kind as metrics name it */
    DriftWatch(String gvk, Shared shared) {
        this.gvk = gvk;
        this.shared = shared;
    }

    /** @return true where the drift was not on record */
    boolean noted(Facts<?, ?, ?, ?> facts, List<FieldChange> drift) {
        var observed = facts.observed;
        if (drift.isEmpty()
                || !facts.ledger.detected(drift, unchangedUntil(facts), observed == null ? null : observed.actor())) {
            return false;
        }
        var shown = drift.stream().map(DriftWatch::shown).collect(Collectors.joining("; "));
        shared.events()
                .warning(
                        facts.object,
                        "DriftDetected",
                        "%s was changed in the cloud: %s".formatted(facts.display(), shown));
        count("detected");
        return true;
    }

    void corrected(Facts<?, ?, ?, ?> facts, List<FieldChange> drift) {
        facts.ledger.concluded(DriftRecord.Outcome.Corrected, null);
        shared.events()
                .normal(
                        facts.object,
                        "DriftCorrected",
                        "Put back %s of %s.".formatted(Alteration.paths(drift), facts.display()));
        count("corrected");
    }

    void leftAlone(Facts<?, ?, ?, ?> facts, List<FieldChange> drift, String why) {
        if (!drift.isEmpty() && facts.ledger.concluded(DriftRecord.Outcome.LeftAlone, why)) {
            shared.events()
                    .warning(
                            facts.object,
                            "DriftLeftAlone",
                            "%s of %s stays as found: %s".formatted(Alteration.paths(drift), facts.display(), why));
            count("left_alone");
        }
    }

    void failed(Facts<?, ?, ?, ?> facts, List<FieldChange> drift, String why) {
        if (!drift.isEmpty() && facts.ledger.concluded(DriftRecord.Outcome.Failed, why)) {
            count("failed");
        }
    }

    /** What was nobody's has become ours. */
    void adopted(Facts<?, ?, ?, ?> facts) {
        shared.events().normal(facts.object, "Adopted", "Adopted %s.".formatted(facts.display()));
    }

    /** A change that is no drift, but what somebody wished for. */
    void updated(Facts<?, ?, ?, ?> facts, String fields) {
        if (!facts.created) {
            shared.events().normal(facts.object, "Updated", "Updated %s of %s.".formatted(fields, facts.display()));
        }
    }

    /** As wanted again, by whatever hand. */
    void asWanted(Facts<?, ?, ?, ?> facts) {
        facts.ledger.concluded(DriftRecord.Outcome.Corrected, "The cloud is as wanted again.");
        var at = facts.observedAt;
        shared.sightings().asWanted(facts.uid(), at == null ? shared.clock().instant() : at);
    }

    private @Nullable String unchangedUntil(Facts<?, ?, ?, ?> facts) {
        var seen = shared.sightings().last(facts.uid());
        if (seen != null) {
            return seen.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
        }
        // After a restart: the time of the last status that says so.
        var previous = facts.previous;
        return previous == null
                        || previous.plan() == null
                        || !previous.plan().action().equals(new Plan.None().action())
                ? null
                : previous.lastObservedAt();
    }

    private void count(String outcome) {
        shared.metrics().counter("sluice_drift", "gvk", gvk, "outcome", outcome).increment();
    }

    /** {@code publicAccessBlock.blockPublicAcls: true → false} */
    private static String shown(FieldChange field) {
        return "%s: %s → %s".formatted(field.path(), text(field.after()), text(field.before()));
    }

    static String text(@Nullable JsonNode value) {
        var text = value == null ? "unset" : value.toString();
        return text.length() > SHOWN_VALUE ? text.substring(0, SHOWN_VALUE) + "…" : text;
    }
}
