package dev.sluice.sync;

import dev.sluice.api.Sync;
import dev.sluice.api.Sync.Entry;
import dev.sluice.api.Sync.Result;
import dev.sluice.api.Violation;
import dev.sluice.gate.Decision;
import dev.sluice.manifest.Manifest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one Sync: what its status said before a pass, and what the pass makes of each. Written to by several
 * threads.
 */
final class Books {
    private static final int MAX_VIOLATIONS = 5;

    private final Map<ObjectId, Entry> before = new HashMap<>();
    private final Map<ObjectId, Entry> after = new ConcurrentHashMap<>();
    private final Set<ObjectId> forgotten = ConcurrentHashMap.newKeySet();

    Books(Sync sync) {
        var status = sync.getStatus();
        if (status != null && status.objects() != null) {
            status.objects().forEach(e -> before.put(ObjectId.of(e), e));
        }
    }

    Map<ObjectId, Entry> before() {
        return before;
    }

    @Nullable
    Entry before(ObjectId id) {
        return before.get(id);
    }

    @Nullable
    Entry after(ObjectId id) {
        return after.get(id);
    }

    /** Applied before, in the same words; its place in the repository may be another. */
    void moved(Desired desired, Entry known) {
        after.put(desired.id(), entry(desired, known.revision(), known.digest(), known.result(), null, null));
    }

    void applied(Desired desired, @Nullable String revision) {
        after.put(desired.id(), entry(desired, revision, desired.digest(), Result.Applied, null, null));
    }

    void failed(Desired desired, @Nullable String message) {
        unchanged(desired, Result.Failed, message, null);
    }

    void held(Desired desired, Decision.Rejected rejected) {
        unchanged(desired, Result.Held, rejected.message(), violations(rejected));
    }

    /** Nothing was changed: what was in force before stays, and the entry says of which commit that is. */
    private void unchanged(
            Desired desired, Result result, @Nullable String message, @Nullable List<Violation> violations) {
        var known = before.get(desired.id());
        after.put(
                desired.id(),
                entry(
                        desired,
                        known == null ? null : known.revision(),
                        known == null ? null : known.digest(),
                        result,
                        message,
                        violations));
    }

    /** It has left Git and stays in the cluster for now. */
    Entry left(ObjectId id, Entry entry, @Nullable String message, Decision.@Nullable Rejected rejected) {
        var left = new Entry(
                entry.apiVersion(),
                entry.kind(),
                entry.namespace(),
                entry.name(),
                entry.path(),
                entry.line(),
                entry.revision(),
                entry.digest(),
                Result.PruneHeld,
                message,
                rejected == null ? null : violations(rejected));
        after.put(id, left);
        return left;
    }

    /** It is no concern of this Sync any more. */
    void forget(ObjectId id) {
        forgotten.add(id);
    }

    /** What was neither applied nor pruned stays on the books: nothing is lost by an unreadable commit. */
    void keepTheRest(Set<ObjectId> wanted) {
        before.forEach((id, entry) -> {
            if (!after.containsKey(id) && !forgotten.contains(id) && !wanted.contains(id)) {
                after.put(id, entry);
            }
        });
    }

    /** Every object's entry, in the order in which they are applied. */
    List<Entry> entries() {
        return after.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<ObjectId, Entry> e) ->
                                Order.of(e.getKey().group(), e.getKey().kind()))
                        .thenComparing(e -> e.getKey().toString()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static Entry entry(
            Desired desired,
            @Nullable String revision,
            @Nullable String digest,
            Result result,
            @Nullable String message,
            @Nullable List<Violation> violations) {
        ObjectId id = desired.id();
        Manifest manifest = desired.manifest();
        return new Entry(
                desired.apiVersion(),
                id.kind(),
                id.namespace().isEmpty() ? null : id.namespace(),
                id.name(),
                manifest.path(),
                manifest.line(),
                revision,
                digest,
                result,
                message,
                violations);
    }

    private static List<Violation> violations(Decision.Rejected rejected) {
        return rejected.violations().stream().limit(MAX_VIOLATIONS).toList();
    }
}
