package dev.sluice.sync;

import dev.sluice.api.Sync;
import dev.sluice.api.Sync.Entry;
import dev.sluice.api.Sync.Result;
import dev.sluice.kube.Conditions;
import dev.sluice.kube.Requests;
import dev.sluice.source.Sources.Source;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Renders what a pass left behind, for people and for the next pass. */
record SyncStatuses(InstantSource clock) {
    private static final int MAX_ERRORS = 50;
    private static final int MAX_ENTRIES = 5000;
    private static final int NAMED = 3;

    Sync.Status of(Sync sync, Source source, SyncRun.Outcome outcome) {
        var old = sync.getStatus();
        var entries = outcome.entries();
        var held = entries.stream()
                .filter(e -> e.result() == Result.Held || e.result() == Result.PruneHeld)
                .toList();
        var failed = entries.stream().filter(e -> e.result() == Result.Failed).toList();
        var counts = new Sync.Counts(
                (int) entries.stream().filter(e -> e.result() == Result.Applied).count(),
                held.size(),
                failed.size(),
                outcome.pruned());
        var revision = source.snapshot().revision();
        var complete = held.isEmpty() && failed.isEmpty() && outcome.errors().isEmpty() && outcome.pathFound();
        var conditions = conditions(sync).remove(Conditions.STALLED).remove(Conditions.RECONCILING);
        describe(conditions, revision, outcome, held, failed);
        var truncated = entries.size() > MAX_ENTRIES || outcome.errors().size() > MAX_ERRORS;
        return new Sync.Status(
                sync.getMetadata().getGeneration(),
                conditions.list(),
                revision,
                complete ? revision : old == null ? null : old.lastAppliedRevision(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                counts,
                entries.size() > MAX_ENTRIES ? entries.subList(0, MAX_ENTRIES) : entries,
                outcome.errors().isEmpty()
                        ? null
                        : outcome.errors()
                                .subList(
                                        0, Math.min(MAX_ERRORS, outcome.errors().size())),
                truncated ? true : null,
                Requests.requestedAt(sync));
    }

    /** Nothing was done; what was in force before stays on the books. */
    Sync.Status waiting(Sync sync, String reason, String message) {
        var old = sync.getStatus();
        var conditions = conditions(sync).isFalse(Conditions.READY, reason, message);
        return new Sync.Status(
                sync.getMetadata().getGeneration(),
                conditions.list(),
                old == null ? null : old.lastAttemptedRevision(),
                old == null ? null : old.lastAppliedRevision(),
                old == null ? null : old.lastAttemptedAt(),
                old == null ? null : old.counts(),
                old == null ? null : old.objects(),
                old == null ? null : old.errors(),
                old == null ? null : old.truncated(),
                Requests.requestedAt(sync));
    }

    /** True where writing {@code b} would tell nobody anything new. */
    static boolean sameButForTime(Sync.@Nullable Status a, Sync.Status b) {
        return a != null
                && new Sync.Status(
                                a.observedGeneration(),
                                a.conditions(),
                                a.lastAttemptedRevision(),
                                a.lastAppliedRevision(),
                                b.lastAttemptedAt(),
                                a.counts(),
                                a.objects(),
                                a.errors(),
                                a.truncated(),
                                a.lastHandledReconcileAt())
                        .equals(b);
    }

    private static void describe(
            Conditions conditions, String revision, SyncRun.Outcome outcome, List<Entry> held, List<Entry> failed) {
        if (!outcome.pathFound()) {
            conditions.isFalse(
                    Conditions.READY,
                    "PathNotFound",
                    "The path is not in %s; nothing was applied or pruned. Correct spec.path or push the folder."
                            .formatted(revision));
        } else if (!outcome.errors().isEmpty()) {
            var first = outcome.errors().getFirst();
            conditions.isFalse(
                    Conditions.READY,
                    "InvalidManifests",
                    "%s: %s%s The rest of %s is applied; nothing is pruned until this is mended."
                            .formatted(
                                    first.line() == null ? first.path() : first.path() + ":" + first.line(),
                                    first.message(),
                                    outcome.errors().size() == 1
                                            ? "."
                                            : " (and %d more)."
                                                    .formatted(outcome.errors().size() - 1),
                                    revision));
        } else if (!failed.isEmpty()) {
            conditions.isFalse(Conditions.READY, "ApplyFailed", named(failed));
        } else if (!held.isEmpty()) {
            conditions.isFalse(Conditions.READY, "PolicyDenied", named(held));
        } else {
            var note = outcome.pruneNote().isEmpty() || outcome.pruneNote().startsWith("spec.prune")
                    ? ""
                    : " Nothing was pruned: " + outcome.pruneNote() + ".";
            conditions.isTrue(Conditions.READY, "Succeeded", "%s is applied.%s".formatted(revision, note));
        }
    }

    /** The first few, with their places and what is the matter. */
    static String named(List<Entry> entries) {
        var first = entries.stream()
                .limit(NAMED)
                .map(e -> "%s (%s:%s): %s".formatted(ObjectId.of(e).display(), e.path(), e.line(), e.message()))
                .collect(Collectors.joining("; "));
        return entries.size() <= NAMED ? first : first + "; and %d more".formatted(entries.size() - NAMED);
    }

    private Conditions conditions(Sync sync) {
        var status = sync.getStatus();
        return new Conditions(
                status == null ? null : status.conditions(), sync.getMetadata().getGeneration(), clock);
    }
}
