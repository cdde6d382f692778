package dev.sluice.managed;

import dev.sluice.api.FieldChange;
import dev.sluice.api.managed.DriftRecord;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last drifts of one resource, newest first. A drift that still stands is not recorded twice. */
final class DriftLedger {
    private static final int KEPT = 10;
    private static final int FIELDS = 50;

    private final List<DriftRecord> records;
    private final InstantSource clock;

    DriftLedger(@Nullable List<DriftRecord> records, InstantSource clock) {
        this.records = records == null ? new ArrayList<>() : new ArrayList<>(records);
        this.clock = clock;
    }

    /** The newest record, or null. */
    @Nullable
    DriftRecord newest() {
        return records.isEmpty() ? null : records.getFirst();
    }

    /**
     * Notes a drift.
     *
     * @param unchangedUntil when the cloud was last seen without it
     * @return true where it is a new one
     */
    boolean detected(List<FieldChange> fields, @Nullable String unchangedUntil, @Nullable String actor) {
        var newest = newest();
        if (newest != null
                && newest.outcome() != DriftRecord.Outcome.Corrected
                && sameFields(newest.fields(), fields)) {
            return false;
        }
        var shown = fields.size() > FIELDS ? List.copyOf(fields.subList(0, FIELDS)) : fields;
        records.addFirst(
                new DriftRecord(now(), unchangedUntil, shown, actor, DriftRecord.Outcome.Detected, null, null));
        if (records.size() > KEPT) {
            records.removeLast();
        }
        return true;
    }

    /**
     * Says what became of the newest drift.
     *
     * @return true where that is news
     */
    boolean concluded(DriftRecord.Outcome outcome, @Nullable String message) {
        var newest = newest();
        if (newest == null || newest.outcome() == DriftRecord.Outcome.Corrected) {
            return false;
        }
        records.set(
                0,
                new DriftRecord(
                        newest.detectedAt(),
                        newest.unchangedUntil(),
                        newest.fields(),
                        newest.actor(),
                        outcome,
                        message,
                        outcome == DriftRecord.Outcome.Corrected ? now() : null));
        return newest.outcome() != outcome;
    }

    /** Null where nothing was ever recorded. */
    @Nullable
    List<DriftRecord> toStatus() {
        return records.isEmpty() ? null : List.copyOf(records);
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static boolean sameFields(List<FieldChange> a, List<FieldChange> b) {
        if (Math.min(b.size(), FIELDS) != a.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!Planner.sameDifference(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }
}
