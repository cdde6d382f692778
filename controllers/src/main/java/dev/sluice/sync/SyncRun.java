package dev.sluice.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Sync;
import dev.sluice.api.Sync.Entry;
import dev.sluice.api.Sync.FileError;
import dev.sluice.gate.Decision;
import dev.sluice.source.Sources.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One pass of one Sync over one snapshot: render → resolve → apply → prune. Every object ends as an {@link Entry}.
 */
final class SyncRun {

    /** What a pass left behind. */
    record Outcome(boolean pathFound, List<Entry> entries, List<FileError> errors, int pruned, String pruneNote) {}

    /** Tells people; the reconciler makes Events of it. */
    interface Told {
        void held(Desired desired, Decision.Rejected decision);

        void drifted(ObjectNode live, String fields, String manager);

        void pruned(Entry entry);

        void pruneHeld(Entry entry, Decision.Rejected decision);
    }

    private final Collaborators with;
    private final Sync sync;
    private final String syncLabel;
    private final boolean compareAll;
    private final Told told;
    private final Books books;

    /** @param compareAll true to look for drift in what did not change in Git */
    SyncRun(Collaborators with, Sync sync, boolean compareAll, Told told) {
        this.with = with;
        this.sync = sync;
        this.syncLabel = SyncLabel.of(sync);
        this.compareAll = compareAll;
        this.told = told;
        this.books = new Books(sync);
    }

    Outcome run(Source source) throws IOException {
        var rendered = Rendered.of(source.snapshot(), path(), with.cache());
        var errors = new ArrayList<>(rendered.errors());
        var resolved = new Resolution(with.cluster(), sync, errors).of(rendered.manifests());
        var wanted = Rendered.unique(resolved, errors);
        new Application(with, books, syncLabel, told, source).apply(wanted.values(), compareAll);
        var note = pruneGuard(rendered, wanted, errors);
        var pruned =
                note.isEmpty() ? new Pruning(with, sync, books, syncLabel, told, source).prune(wanted.keySet()) : 0;
        books.keepTheRest(wanted.keySet());
        return new Outcome(rendered.pathFound(), books.entries(), errors, pruned, note);
    }

    /** Deletes everything this Sync applied, through the gate. What is left is what policy or a guard keeps. */
    List<Entry> pruneAll() {
        new Pruning(with, sync, books, syncLabel, told, null).prune(Set.of());
        books.keepTheRest(Set.of());
        return books.entries();
    }

    /** Why nothing may be pruned now; empty where nothing speaks against it. */
    private String pruneGuard(Rendered rendered, Map<ObjectId, Desired> wanted, List<FileError> errors) {
        if (!sync.getSpec().prune()) {
            return "spec.prune is false";
        }
        if (!rendered.pathFound()) {
            return "the path %s is not in this commit".formatted(path());
        }
        if (!errors.isEmpty()) {
            return "%d files or objects of this commit cannot be read".formatted(errors.size());
        }
        return wanted.isEmpty() && !books.before().isEmpty() ? "this commit holds no objects at all" : "";
    }

    private String path() {
        var path = sync.getSpec().path();
        return path == null ? "" : path;
    }
}
