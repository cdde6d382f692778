package dev.sluice.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Provenance;
import dev.sluice.api.Sluice;
import dev.sluice.api.Sync;
import dev.sluice.api.Sync.Entry;
import dev.sluice.api.Sync.Result;
import dev.sluice.gate.Change;
import dev.sluice.gate.Decision;
import dev.sluice.source.Sources.Source;
import java.util.Comparator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Deletes what this Sync applied and Git no longer has, through the gate. */
final class Pruning {
    private final Collaborators with;
    private final Sync sync;
    private final Books books;
    private final String syncLabel;
    private final SyncRun.Told told;
    private final ObjectView view;
    private final @Nullable Source source;

    /** @param source the commit that lacks them; null where the Sync itself goes */
    Pruning(Collaborators with, Sync sync, Books books, String syncLabel, SyncRun.Told told, @Nullable Source source) {
        this.with = with;
        this.sync = sync;
        this.books = books;
        this.syncLabel = syncLabel;
        this.told = told;
        this.view = new ObjectView(with.confidential());
        this.source = source;
    }

    /** @return how many were deleted */
    int prune(Set<ObjectId> wanted) {
        var gone = books.before().entrySet().stream()
                .filter(e -> !wanted.contains(e.getKey()))
                .sorted(Comparator.comparing(
                        e -> Order.of(e.getKey().group(), e.getKey().kind()), Comparator.reverseOrder()))
                .toList();
        var pruned = 0;
        for (var entry : gone) {
            try {
                pruned += prune(entry.getKey(), entry.getValue()) ? 1 : 0;
            } catch (ClusterPort.ClusterException e) {
                books.left(entry.getKey(), entry.getValue(), e.getMessage(), null);
            }
        }
        return pruned;
    }

    /** @return true where the object was deleted */
    private boolean prune(ObjectId id, Entry entry) {
        if (entry.digest() == null) {
            // It was never applied.
            books.forget(id);
            return false;
        }
        var live = with.cluster().get(entry.apiVersion(), id).orElse(null);
        if (live == null || !ObjectView.owner(live).equals(syncLabel) || isSelf(id)) {
            books.forget(id);
            return false;
        }
        if ("disabled"
                .equals(live.at("/metadata/annotations").path(Sluice.PRUNE).asText())) {
            if (source == null) {
                // The Sync itself goes; it does not wait for what is meant to stay.
                books.forget(id);
            } else {
                books.left(id, entry, "kept by the annotation " + Sluice.PRUNE, null);
            }
            return false;
        }
        if (live.at("/metadata").has("deletionTimestamp")) {
            books.left(id, entry, "is being deleted", null);
            return false;
        }
        return decide(id, entry, live);
    }

    private boolean decide(ObjectId id, Entry entry, ObjectNode live) {
        var change = change(id, entry, live);
        var refusal = with.protection().refusal(change);
        return switch (refusal.isPresent() ? refusal.get() : with.gate().decide(change)) {
            case Decision.Admitted admitted -> {
                with.cluster().delete(admitted, live);
                told.pruned(entry);
                books.forget(id);
                yield true;
            }
            case Decision.Rejected rejected -> {
                var kept = books.left(id, entry, rejected.message(), rejected);
                if (entry.result() != Result.PruneHeld) {
                    told.pruneHeld(kept, rejected);
                }
                yield false;
            }
        };
    }

    private Change change(ObjectId id, Entry entry, ObjectNode live) {
        var shown = view.presentable(id, live);
        var provenance = source == null
                ? null
                : new Provenance(source.url(), source.snapshot().revision(), entry.path(), entry.line(), null, null);
        return new Change(
                GatePoint.SYNC,
                Operation.DELETE,
                ObjectView.subject(entry.apiVersion(), id),
                null,
                shown,
                shown,
                null,
                view.difference(id, live, null),
                null,
                provenance,
                null);
    }

    /** A Sync neither deletes itself nor the repository that it is synced from. */
    private boolean isSelf(ObjectId id) {
        var meta = sync.getMetadata();
        return id.group().equals(Sluice.GROUP)
                && id.namespace().equals(meta.getNamespace())
                && ((id.kind().equals("Sync") && id.name().equals(meta.getName()))
                        || (id.kind().equals("GitRepository")
                                && id.name().equals(sync.getSpec().sourceRef().name())));
    }
}
