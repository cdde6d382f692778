package dev.sluice.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.FieldChange;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Provenance;
import dev.sluice.api.Sluice;
import dev.sluice.api.Sync.Result;
import dev.sluice.gate.Change;
import dev.sluice.gate.Decision;
import dev.sluice.gate.gatekeeper.ConstraintTemplate;
import dev.sluice.manifest.Manifest;
import dev.sluice.source.Snapshot;
import dev.sluice.source.Sources.Source;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings wanted objects into the cluster, in order and through the gate. */
final class Application {
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    private static final Duration BARRIER = Duration.ofSeconds(15);

    private final Collaborators with;
    private final Books books;
    private final String syncLabel;
    private final SyncRun.Told told;
    private final ObjectView view;
    private final Source source;

    /** What failed for no fault of its own. */
    private final Set<ObjectId> unanswered = ConcurrentHashMap.newKeySet();

    Application(Collaborators with, Books books, String syncLabel, SyncRun.Told told, Source source) {
        this.with = with;
        this.books = books;
        this.syncLabel = syncLabel;
        this.told = told;
        this.view = new ObjectView(with.confidential());
        this.source = source;
    }

    /** @param compareAll true to look for drift in what did not change in Git */
    void apply(Collection<Desired> wanted, boolean compareAll) throws IOException {
        var due = due(wanted, compareAll);
        var paths = due.values().stream()
                .flatMap(List::stream)
                .map(d -> d.manifest().path())
                .collect(Collectors.toSet());
        var touched = source.snapshot().lastTouched(paths);
        for (var entry : due.entrySet()) {
            var group = entry.getKey() == Order.POLICIES ? served(entry.getValue()) : entry.getValue();
            applyGroup(group, touched);
            if (isTheLastThatJudges(entry.getKey(), due) && !policiesInForce(due)) {
                postpone(due.tailMap(Order.CONFIGURATION));
                return;
            }
        }
    }

    private static boolean isTheLastThatJudges(Order order, SortedMap<Order, List<Desired>> due) {
        return order == Order.POLICIES || (order == Order.TEMPLATES && !due.containsKey(Order.POLICIES));
    }

    /** Without constraints whose kind does not come in time. Those hold up the commit unless it is their own fault. */
    private List<Desired> served(List<Desired> policies) {
        var coming = Coming.of(policies, with.cluster(), this::mayCome, BARRIER);
        coming.unserved().forEach((desired, maybe) -> {
            books.failed(
                    desired,
                    maybe
                            ? "waits until the kind %s is served; tried again shortly"
                                    .formatted(desired.id().kind())
                            : "the kind %s is not served: its ConstraintTemplate is not applied"
                                    .formatted(desired.id().kind()));
            if (maybe) {
                unanswered.add(desired.id());
            }
        });
        return coming.served();
    }

    /** Whether there is, or will be, a template for this kind. */
    private boolean mayCome(String kind) {
        var template =
                new ObjectId(ConstraintTemplate.GROUP, ConstraintTemplate.KIND, "", kind.toLowerCase(Locale.ROOT));
        var entry = books.after(template);
        return entry == null || entry.result() == Result.Applied;
    }

    private SortedMap<Order, List<Desired>> due(Collection<Desired> wanted, boolean compareAll) {
        var due = new TreeMap<Order, List<Desired>>();
        for (var desired : wanted) {
            var known = books.before(desired.id());
            if (!compareAll
                    && known != null
                    && known.result() == Result.Applied
                    && desired.digest().equals(known.digest())) {
                books.moved(desired, known);
            } else {
                due.computeIfAbsent(desired.order(), o -> new ArrayList<>()).add(desired);
            }
        }
        return due;
    }

    private void applyGroup(List<Desired> group, Map<String, Snapshot.Touch> touched) {
        var live = new LiveObjects(with.cluster(), group);
        with.workers().all(group, desired -> {
            try {
                var provenance = provenance(
                        desired.manifest(), touched.get(desired.manifest().path()));
                applyOne(desired, provenance, live.get(desired).orElse(null));
            } catch (ClusterPort.ClusterException e) {
                books.failed(desired, e.getMessage());
                if (!e.isInvalid()) {
                    unanswered.add(desired.id());
                }
            } catch (RuntimeException e) {
                LOG.error("object={} could not be applied", desired.id().display(), e);
                books.failed(desired, "an error in Sluice; the log has the details");
                unanswered.add(desired.id());
            }
        });
    }

    private void applyOne(Desired desired, Provenance provenance, @Nullable ObjectNode live) {
        var wrong = with.check().check(desired.manifest());
        if (!wrong.isEmpty()) {
            books.failed(
                    desired,
                    wrong.stream()
                            .map(e -> "%s:%s: %s".formatted(e.path(), e.line(), e.message()))
                            .collect(Collectors.joining("; ")));
            return;
        }
        var owner = ObjectView.owner(live);
        if (!owner.isEmpty() && !owner.equals(syncLabel) && !isOver(owner)) {
            books.failed(desired, "it belongs to the Sync %s; remove it from one of the two".formatted(owner));
            return;
        }
        var known = books.before(desired.id());
        var sameText = known != null && desired.digest().equals(known.digest());
        var inForce = known != null && sameText && live != null
                ? ProvenanceInForce.of(live, known, provenance, source.snapshot())
                : provenance;
        var manifest = desired.withProvenance(inForce, syncLabel);
        var result = live == null ? manifest : with.cluster().dryRun(manifest);
        var diff = view.difference(desired.id(), live, result);
        if (live != null && sameText && diff.isEmpty()) {
            diff = ProvenanceInForce.forged(live, manifest);
        }
        if (live != null && diff.isEmpty()) {
            books.applied(desired, revision(live, provenance));
            return;
        }
        if (live != null && sameText) {
            var fields = diff.stream().map(FieldChange::path).collect(Collectors.joining(", "));
            told.drifted(live, fields, ObjectView.lastManager(live));
        }
        var reason = sameText ? FieldChange.Reason.DRIFT : FieldChange.Reason.SPEC;
        var because = diff.stream().map(f -> f.because(reason)).toList();
        decide(desired, provenance, manifest, change(desired, provenance, manifest, live, result, because));
    }

    /** A Sync that was deleted without pruning has left its objects to whoever wants them. */
    private boolean isOver(String owner) {
        return SyncLabel.named(owner)
                .filter(sync -> with.cluster()
                        .get(Sluice.GROUP + "/" + Sluice.VERSION, sync)
                        .isEmpty())
                .isPresent();
    }

    private Change change(
            Desired desired,
            Provenance provenance,
            ObjectNode manifest,
            @Nullable ObjectNode live,
            ObjectNode result,
            List<FieldChange> diff) {
        var id = desired.id();
        var before = view.presentable(id, live);
        return new Change(
                GatePoint.SYNC,
                live == null ? Operation.CREATE : Operation.UPDATE,
                ObjectView.subject(desired.apiVersion(), id),
                view.presentable(id, manifest),
                before,
                before,
                view.presentable(id, result),
                diff,
                null,
                provenance,
                null);
    }

    private void decide(Desired desired, Provenance provenance, ObjectNode manifest, Change change) {
        switch (with.gate().decide(change)) {
            case Decision.Admitted admitted -> {
                with.cluster().apply(admitted, manifest);
                books.applied(desired, revision(manifest, provenance));
            }
            case Decision.Rejected rejected -> {
                told.held(desired, rejected);
                books.held(desired, rejected);
            }
        }
    }

    private static String revision(ObjectNode object, Provenance otherwise) {
        return object.at("/metadata/annotations").path(Sluice.SOURCE_REVISION).asText(otherwise.revision());
    }

    private Provenance provenance(Manifest manifest, Snapshot.@Nullable Touch touch) {
        return new Provenance(
                source.url(),
                touch == null ? source.snapshot().revision() : touch.revision(),
                manifest.path(),
                manifest.line(),
                touch == null ? null : touch.author(),
                null);
    }

    /**
     * Whether this commit's own policies judge what comes after them. One that is broken or held never will, and leaves the
     * last good one in force; one that could not be written now is waited for.
     */
    private boolean policiesInForce(SortedMap<Order, List<Desired>> due) {
        var policies = Stream.of(Order.TEMPLATES, Order.POLICIES)
                .flatMap(order -> due.getOrDefault(order, List.of()).stream())
                .toList();
        if (policies.stream().map(Desired::id).anyMatch(unanswered::contains)) {
            return false;
        }
        var applied = new ArrayList<JsonNode>();
        for (var policy : policies) {
            var entry = books.after(policy.id());
            if (entry != null && entry.result() == Result.Applied) {
                applied.add(policy.manifest().object());
            }
        }
        return applied.isEmpty() || with.barrier().await(applied, BARRIER);
    }

    private void postpone(SortedMap<Order, List<Desired>> later) {
        later.values()
                .forEach(group -> group.forEach(desired -> books.failed(
                        desired, "waits until the policies of this commit are in force; tried again shortly")));
    }
}
