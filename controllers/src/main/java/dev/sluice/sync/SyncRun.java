package dev.sluice.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.FieldChange;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Provenance;
import dev.sluice.api.Sluice;
import dev.sluice.api.Sync;
import dev.sluice.api.Sync.Entry;
import dev.sluice.api.Sync.FileError;
import dev.sluice.api.Sync.Result;
import dev.sluice.gate.Change;
import dev.sluice.gate.Decision;
import dev.sluice.manifest.Manifest;
import dev.sluice.provider.Confidential;
import dev.sluice.provider.field.Diff;
import dev.sluice.provider.field.FieldRules;
import dev.sluice.source.Snapshot;
import dev.sluice.source.Sources.Source;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass of one Sync over one snapshot: render → resolve → compare → gate → apply → prune. Every object ends as an
 * {@link Entry}.
 */
final class SyncRun {
    private static final Logger LOG = LoggerFactory.getLogger(SyncRun.class);
    private static final Duration BARRIER = Duration.ofSeconds(15);
    private static final int MAX_VIOLATIONS = 5;
    private static final int LIST_FROM = 10;

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
    private final Map<ObjectId, Entry> before;
    private final Map<ObjectId, Entry> after = new ConcurrentHashMap<>();

    /** @param compareAll true to look for drift in what did not change in Git */
    SyncRun(Collaborators with, Sync sync, boolean compareAll, Told told) {
        this.with = with;
        this.sync = sync;
        this.syncLabel = label(sync);
        this.compareAll = compareAll;
        this.told = told;
        this.before = entries(sync);
    }

    Outcome run(Source source) throws IOException {
        var rendered = Rendered.of(source.snapshot(), path(), with.cache());
        var errors = new ArrayList<>(rendered.errors());
        var wanted = Rendered.unique(resolve(rendered.manifests(), errors), errors);
        apply(wanted, source);
        var note = pruneGuard(rendered, wanted, errors);
        var pruned = note.isEmpty() ? prune(wanted.keySet(), source) : 0;
        keepTheRest(wanted.keySet());
        return new Outcome(rendered.pathFound(), sorted(), errors, pruned, note);
    }

    /** Deletes everything this Sync applied, through the gate. What is left is what policy or a guard keeps. */
    List<Entry> pruneAll() {
        prune(Set.of(), null);
        keepTheRest(Set.of());
        return sorted();
    }

    // ---- resolve -------------------------------------------------------------------------------------------------

    private List<Desired> resolve(List<Manifest> manifests, List<FileError> errors) {
        var defined = manifests.stream()
                .filter(m -> m.kind().equals("CustomResourceDefinition"))
                .map(m -> m.object().at("/spec/group").asText() + "/"
                        + m.object().at("/spec/names/kind").asText())
                .collect(Collectors.toSet());
        var desired = new ArrayList<Desired>();
        ClusterPort.ClusterException unreachable = null;
        for (var manifest : manifests) {
            var group = ObjectId.group(manifest.apiVersion());
            ClusterPort.Scope scope;
            try {
                scope = with.cluster().scope(manifest.apiVersion(), manifest.kind());
            } catch (ClusterPort.ClusterException e) {
                // One group may be served by somebody who is away; the others go on.
                errors.add(new FileError(manifest.path(), manifest.line(), String.valueOf(e.getMessage())));
                unreachable = e;
                continue;
            }
            if (scope == ClusterPort.Scope.UNKNOWN && !defined.contains(group + "/" + manifest.kind())) {
                errors.add(new FileError(
                        manifest.path(),
                        manifest.line(),
                        "the cluster does not know %s %s; install its CustomResourceDefinition or correct apiVersion and kind"
                                .formatted(manifest.apiVersion(), manifest.kind())));
                continue;
            }
            var namespace = scope == ClusterPort.Scope.CLUSTER ? "" : namespace(manifest);
            desired.add(Desired.of(new ObjectId(group, manifest.kind(), namespace, manifest.name()), manifest));
        }
        if (unreachable != null && desired.isEmpty()) {
            // It is not the files.
            throw unreachable;
        }
        return desired;
    }

    private String namespace(Manifest manifest) {
        if (!manifest.namespace().isEmpty()) {
            return manifest.namespace();
        }
        var target = sync.getSpec().targetNamespace();
        return target == null ? sync.getMetadata().getNamespace() : target;
    }

    // ---- apply ---------------------------------------------------------------------------------------------------

    private void apply(Map<ObjectId, Desired> wanted, Source source) throws IOException {
        var due = new TreeMap<Order, List<Desired>>();
        for (var desired : wanted.values()) {
            var known = before.get(desired.id());
            if (!compareAll
                    && known != null
                    && known.result() == Result.Applied
                    && desired.digest().equals(known.digest())) {
                after.put(desired.id(), moved(known, desired.manifest()));
            } else {
                due.computeIfAbsent(desired.order(), o -> new ArrayList<>()).add(desired);
            }
        }
        var paths = due.values().stream()
                .flatMap(List::stream)
                .map(d -> d.manifest().path())
                .collect(Collectors.toSet());
        var touched = source.snapshot().lastTouched(paths);
        for (var entry : due.entrySet()) {
            applyGroup(entry.getValue(), source, touched);
            if (entry.getKey() == Order.POLICIES && !policiesInForce(entry.getValue())) {
                due.tailMap(Order.CONFIGURATION).values().forEach(later -> later.forEach(this::postponed));
                return;
            }
        }
    }

    private static Entry moved(Entry known, Manifest manifest) {
        return new Entry(
                known.apiVersion(),
                known.kind(),
                known.namespace(),
                known.name(),
                manifest.path(),
                manifest.line(),
                known.revision(),
                known.digest(),
                known.result(),
                null,
                null);
    }

    private void applyGroup(List<Desired> group, Source source, Map<String, Snapshot.Touch> touched) {
        var live = live(group);
        with.workers().all(group, desired -> {
            var provenance = provenance(desired.manifest(), source, touched);
            try {
                after.put(desired.id(), applyOne(desired, provenance, live.apply(desired), source.snapshot()));
            } catch (ClusterPort.ClusterException e) {
                after.put(desired.id(), unchanged(desired, Result.Failed, e.getMessage(), null));
            } catch (RuntimeException e) {
                LOG.error("object={} could not be applied", desired.id().display(), e);
                after.put(
                        desired.id(),
                        unchanged(desired, Result.Failed, "an error in Sluice; the log has the details", null));
            }
        });
    }

    private interface Live {
        Optional<ObjectNode> apply(Desired desired);
    }

    /** Many objects of a kind are read by one list; few, one by one. */
    private Live live(List<Desired> group) {
        var listed = new HashMap<String, Map<ObjectId, ObjectNode>>();
        group.stream()
                .collect(Collectors.groupingBy(d -> d.apiVersion() + "|" + d.id().kind() + "|" + d.id().namespace()))
                .forEach((key, members) -> {
                    if (members.size() >= LIST_FROM) {
                        var first = members.getFirst();
                        try {
                            listed.put(
                                    key,
                                    with.cluster()
                                            .list(
                                                    first.apiVersion(),
                                                    first.id().kind(),
                                                    first.id().namespace()));
                        } catch (ClusterPort.ClusterException e) {
                            // Read one by one instead; whatever is wrong shows there.
                            listed.remove(key);
                        }
                    }
                });
        return d -> {
            var known = listed.get(d.apiVersion() + "|" + d.id().kind() + "|" + d.id().namespace());
            return known != null
                    ? Optional.ofNullable(known.get(d.id()))
                    : with.cluster().get(d.apiVersion(), d.id());
        };
    }

    private Entry applyOne(Desired desired, Provenance source, Optional<ObjectNode> found, Snapshot snapshot) {
        var wrong = with.check().check(desired.manifest());
        if (!wrong.isEmpty()) {
            var text = wrong.stream()
                    .map(e -> "%s:%s: %s".formatted(e.path(), e.line(), e.message()))
                    .collect(Collectors.joining("; "));
            return unchanged(desired, Result.Failed, text, null);
        }
        var live = found.orElse(null);
        var owner = live == null
                ? ""
                : live.at("/metadata/labels").path(Sluice.SYNC_LABEL).asText("");
        if (!owner.isEmpty() && !owner.equals(syncLabel)) {
            return unchanged(
                    desired,
                    Result.Failed,
                    "it belongs to the Sync %s; remove it from one of the two".formatted(owner),
                    null);
        }
        var known = before.get(desired.id());
        var sameText = known != null && desired.digest().equals(known.digest());
        var inForce = known != null && sameText && live != null
                ? ProvenanceInForce.of(live, known, source, snapshot)
                : source;
        var manifest = desired.withProvenance(inForce, syncLabel);
        var result = live == null ? manifest : with.cluster().dryRun(manifest);
        var diff = Diff.between(essence(live), essence(result), rules(desired.id()));
        if (live != null && sameText && diff.isEmpty()) {
            diff = ProvenanceInForce.forged(live, manifest);
        }
        if (live != null && diff.isEmpty()) {
            return entry(desired, revision(live, source), Result.Applied);
        }
        if (live != null && sameText) {
            var fields = diff.stream().map(FieldChange::path).collect(Collectors.joining(", "));
            told.drifted(live, fields, lastManager(live));
        }
        return decideAndApply(desired, source, manifest, live, result, diff, sameText);
    }

    private Entry decideAndApply(
            Desired desired,
            Provenance source,
            ObjectNode manifest,
            @Nullable ObjectNode live,
            ObjectNode result,
            List<FieldChange> diff,
            boolean drift) {
        var reason = drift ? FieldChange.Reason.DRIFT : FieldChange.Reason.SPEC;
        var change = new Change(
                GatePoint.SYNC,
                live == null ? Operation.CREATE : Operation.UPDATE,
                subject(desired.apiVersion(), desired.id()),
                presentable(desired.id(), manifest),
                presentable(desired.id(), live),
                presentable(desired.id(), live),
                presentable(desired.id(), result),
                diff.stream().map(f -> f.because(reason)).toList(),
                null,
                source,
                null);
        return switch (with.gate().decide(change)) {
            case Decision.Admitted admitted -> {
                with.cluster().apply(admitted, manifest);
                yield entry(desired, revision(manifest, source), Result.Applied);
            }
            case Decision.Rejected rejected -> {
                told.held(desired, rejected);
                yield unchanged(desired, Result.Held, rejected.message(), rejected);
            }
        };
    }

    private static String revision(ObjectNode object, Provenance source) {
        return object.at("/metadata/annotations").path(Sluice.SOURCE_REVISION).asText(source.revision());
    }

    private Provenance provenance(Manifest manifest, Source source, Map<String, Snapshot.Touch> touched) {
        var touch = touched.get(manifest.path());
        return new Provenance(
                source.url(),
                touch == null ? source.snapshot().revision() : touch.revision(),
                manifest.path(),
                manifest.line(),
                touch == null ? null : touch.author(),
                null);
    }

    private boolean policiesInForce(List<Desired> policies) {
        var applied = new LinkedHashMap<String, JsonNode>();
        for (var policy : policies) {
            var entry = after.get(policy.id());
            if (entry != null && entry.result() == Result.Applied) {
                applied.put(policy.id().name(), policy.manifest().object().path("spec"));
            }
        }
        return applied.isEmpty() || with.barrier().await(applied, BARRIER);
    }

    private void postponed(Desired desired) {
        after.put(
                desired.id(),
                unchanged(
                        desired,
                        Result.Failed,
                        "waits until the policies of this commit are in force; tried again shortly",
                        null));
    }

    // ---- prune ---------------------------------------------------------------------------------------------------

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
        return wanted.isEmpty() && !before.isEmpty() ? "this commit holds no objects at all" : "";
    }

    private int prune(Set<ObjectId> wanted, @Nullable Source source) {
        var gone = before.entrySet().stream()
                .filter(e -> !wanted.contains(e.getKey()))
                .sorted(Comparator.comparing(
                        e -> Order.of(e.getKey().group(), e.getKey().kind()), Comparator.reverseOrder()))
                .toList();
        var pruned = 0;
        for (var entry : gone) {
            try {
                pruned += pruneOne(entry.getKey(), entry.getValue(), source) ? 1 : 0;
            } catch (ClusterPort.ClusterException e) {
                after.put(entry.getKey(), left(entry.getValue(), e.getMessage(), null));
            }
        }
        return pruned;
    }

    /** @return true where the object was deleted */
    private boolean pruneOne(ObjectId id, Entry entry, @Nullable Source source) {
        if (entry.digest() == null) {
            forgotten.add(id);
            return false;
        }
        var live = with.cluster().get(entry.apiVersion(), id).orElse(null);
        var owner = live == null
                ? ""
                : live.at("/metadata/labels").path(Sluice.SYNC_LABEL).asText("");
        if (live == null || !owner.equals(syncLabel) || isSelf(id)) {
            forgotten.add(id);
            return false;
        }
        if ("disabled"
                .equals(live.at("/metadata/annotations").path(Sluice.PRUNE).asText())) {
            if (source == null) {
                // The Sync itself goes; it does not wait for what is meant to stay.
                forgotten.add(id);
                return false;
            }
            after.put(id, left(entry, "kept by the annotation " + Sluice.PRUNE, null));
            return false;
        }
        if (live.at("/metadata").has("deletionTimestamp")) {
            after.put(id, left(entry, "is being deleted", null));
            return false;
        }
        var shown = presentable(id, live);
        var provenance = source == null
                ? null
                : new Provenance(source.url(), source.snapshot().revision(), entry.path(), entry.line(), null, null);
        var change = new Change(
                GatePoint.SYNC,
                Operation.DELETE,
                subject(entry.apiVersion(), id),
                null,
                shown,
                shown,
                null,
                Diff.between(essence(live), null, rules(id)),
                null,
                provenance,
                null);
        var refusal = with.protection().refusal(change);
        return switch (refusal.isPresent() ? refusal.get() : with.gate().decide(change)) {
            case Decision.Admitted admitted -> {
                with.cluster().delete(admitted, live);
                told.pruned(entry);
                forgotten.add(id);
                yield true;
            }
            case Decision.Rejected rejected -> {
                var kept = left(entry, rejected.message(), rejected);
                after.put(id, kept);
                if (entry.result() != Result.PruneHeld) {
                    told.pruneHeld(kept, rejected);
                }
                yield false;
            }
        };
    }

    private final Set<ObjectId> forgotten = new HashSet<>();

    private boolean isSelf(ObjectId id) {
        var meta = sync.getMetadata();
        return id.group().equals(Sluice.GROUP)
                && id.namespace().equals(meta.getNamespace())
                && ((id.kind().equals("Sync") && id.name().equals(meta.getName()))
                        || (id.kind().equals("GitRepository")
                                && id.name().equals(sync.getSpec().sourceRef().name())));
    }

    /** What was neither applied nor pruned stays on the books: nothing is lost by an unreadable commit. */
    private void keepTheRest(Set<ObjectId> wanted) {
        before.forEach((id, entry) -> {
            if (!after.containsKey(id) && !forgotten.contains(id) && !wanted.contains(id)) {
                after.put(id, entry);
            }
        });
    }

    // ---- entries -------------------------------------------------------------------------------------------------

    private static Entry entry(Desired desired, String revision, Result result) {
        return new Entry(
                desired.apiVersion(),
                desired.id().kind(),
                desired.id().namespace().isEmpty() ? null : desired.id().namespace(),
                desired.id().name(),
                desired.manifest().path(),
                desired.manifest().line(),
                revision,
                desired.digest(),
                result,
                null,
                null);
    }

    /** Nothing was changed: what was in force before stays, and the entry says of which commit that is. */
    private Entry unchanged(
            Desired desired, Result result, @Nullable String message, Decision.@Nullable Rejected rejected) {
        var known = before.get(desired.id());
        return new Entry(
                desired.apiVersion(),
                desired.id().kind(),
                desired.id().namespace().isEmpty() ? null : desired.id().namespace(),
                desired.id().name(),
                desired.manifest().path(),
                desired.manifest().line(),
                known == null ? null : known.revision(),
                known == null ? null : known.digest(),
                result,
                message,
                violations(rejected));
    }

    private static Entry left(Entry entry, @Nullable String message, Decision.@Nullable Rejected rejected) {
        return new Entry(
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
                violations(rejected));
    }

    private static @Nullable List<dev.sluice.api.Violation> violations(Decision.@Nullable Rejected rejected) {
        return rejected == null
                ? null
                : rejected.violations().stream().limit(MAX_VIOLATIONS).toList();
    }

    private List<Entry> sorted() {
        return after.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<ObjectId, Entry> e) ->
                                Order.of(e.getKey().group(), e.getKey().kind()))
                        .thenComparing(e -> e.getKey().toString()))
                .map(Map.Entry::getValue)
                .toList();
    }

    // ---- objects -------------------------------------------------------------------------------------------------

    private static Change.Subject subject(String apiVersion, ObjectId id) {
        return new Change.Subject(id.group(), ObjectId.version(apiVersion), id.kind(), id.namespace(), id.name());
    }

    /** What a change is about: not the server's bookkeeping, nor kubectl's, not the status, not our own provenance. */
    private static @Nullable JsonNode essence(@Nullable ObjectNode object) {
        if (object == null) {
            return null;
        }
        var copy = withoutBookkeeping(object);
        if (copy.at("/metadata/annotations") instanceof ObjectNode annotations) {
            annotations.remove(List.of(
                    Sluice.SOURCE_REPOSITORY,
                    Sluice.SOURCE_REVISION,
                    Sluice.SOURCE_PATH,
                    Sluice.SOURCE_LINE,
                    Sluice.SOURCE_AUTHOR,
                    Confidential.LAST_APPLIED));
        }
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("uid", "creationTimestamp"));
        }
        return copy;
    }

    private FieldRules rules(ObjectId id) {
        return with.confidential().rules(id.group(), id.kind());
    }

    private @Nullable JsonNode presentable(ObjectId id, @Nullable ObjectNode object) {
        return object == null ? null : with.confidential().hidden(id.group(), id.kind(), withoutBookkeeping(object));
    }

    private static ObjectNode withoutBookkeeping(ObjectNode object) {
        var copy = object.deepCopy();
        copy.remove("status");
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("managedFields", "resourceVersion", "generation"));
        }
        return copy;
    }

    /** Who wrote the object last, apart from us. */
    private static String lastManager(ObjectNode live) {
        var manager = "unknown";
        var latest = "";
        for (var field : live.at("/metadata/managedFields")) {
            var name = field.path("manager").asText();
            var time = field.path("time").asText();
            var ours = name.equals(Sluice.SYNC_FIELD_MANAGER) || name.equals(Sluice.CONTROLLER_FIELD_MANAGER);
            if (!ours && time.compareTo(latest) >= 0) {
                manager = name;
                latest = time;
            }
        }
        return manager;
    }

    private String path() {
        var path = sync.getSpec().path();
        return path == null ? "" : path;
    }

    private static Map<ObjectId, Entry> entries(Sync sync) {
        var entries = new HashMap<ObjectId, Entry>();
        var status = sync.getStatus();
        if (status != null && status.objects() != null) {
            status.objects().forEach(e -> entries.put(ObjectId.of(e), e));
        }
        return entries;
    }

    /** {@code namespace.name}, cut to what a label may hold. */
    static String label(Sync sync) {
        var meta = sync.getMetadata();
        var label = meta.getNamespace() + "." + meta.getName();
        return label.length() <= 63
                ? label
                : label.substring(0, 50) + "-" + Integer.toHexString(label.hashCode() & 0x7fffffff);
    }
}
