package dev.sluice.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Durations;
import dev.sluice.api.Sluice;
import dev.sluice.api.Sync;
import dev.sluice.api.Sync.Entry;
import dev.sluice.api.Sync.Result;
import dev.sluice.gate.Decision;
import dev.sluice.gate.Gate;
import dev.sluice.kube.Backoff;
import dev.sluice.kube.Conditions;
import dev.sluice.kube.EventRecorder;
import dev.sluice.kube.LeanStore;
import dev.sluice.kube.Requests;
import dev.sluice.kube.Wakening;
import dev.sluice.protection.Protection;
import dev.sluice.provider.Confidential;
import dev.sluice.source.Sources;
import dev.sluice.source.Sources.Source;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Brings the cluster to what a path of a repository says, and says in the status what became of each object. */
@ControllerConfiguration(name = "sync")
public final class SyncReconciler implements Reconciler<Sync>, Cleaner<Sync>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SyncReconciler.class);
    private static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(10);
    private static final int MAX_ERRORS = 50;
    private static final int MAX_ENTRIES = 5000;
    private static final int NAMED = 3;

    private final Collaborators collaborators;
    private final Sources sources;
    private final EventRecorder events;
    private final MeterRegistry metrics;
    private final InstantSource clock;
    private final Backoff backoff = new Backoff();
    private final Wakening<Sync> wakening = new Wakening<>();

    /** When each Sync was last compared with the cluster object by object. */
    private final Map<ResourceID, Instant> compared = new ConcurrentHashMap<>();

    public SyncReconciler(
            KubernetesClient client,
            Sources sources,
            Gate gate,
            Protection protection,
            EventRecorder events,
            MeterRegistry metrics,
            InstantSource clock,
            Confidential confidential,
            ManifestCheck check,
            PolicyBarrier barrier) {
        this(
                new Collaborators(
                        new ApiClusterPort(client, clock),
                        gate,
                        protection,
                        confidential,
                        check,
                        barrier,
                        new Workers(),
                        new Rendered.Cache()),
                sources,
                events,
                metrics,
                clock);
    }

    SyncReconciler(
            Collaborators collaborators,
            Sources sources,
            EventRecorder events,
            MeterRegistry metrics,
            InstantSource clock) {
        this.collaborators = collaborators;
        this.sources = sources;
        this.events = events;
        this.metrics = metrics;
        this.clock = clock;
        sources.onFetch((namespace, name) ->
                wakening.wake(s -> s.getMetadata().getNamespace().equals(namespace)
                        && s.getSpec().sourceRef().name().equals(name)));
    }

    public static void configure(ControllerConfigurationOverrider<Sync> config) {
        config.withGenerationAware(false)
                .withFinalizer(Sluice.GROUP + "/sync-prune")
                .withFieldManager(Sluice.CONTROLLER_FIELD_MANAGER)
                .withOnUpdateFilter(Requests::asks)
                .withItemStore(new LeanStore<>());
    }

    @Override
    public List<EventSource<?, Sync>> prepareEventSources(EventSourceContext<Sync> context) {
        return List.of(wakening.in(context));
    }

    /** The cache is filled: Syncs can be woken. */
    public void started() {
        wakening.started(sync -> {});
    }

    /** Policies, or what is protected, have changed: what was held may now be admitted. */
    public void retryHeld() {
        wakening.wake(s -> s.getStatus() != null
                && s.getStatus().objects() != null
                && s.getStatus().objects().stream().anyMatch(e -> e.result() != Result.Applied));
    }

    @Override
    public UpdateControl<Sync> reconcile(Sync sync, Context<Sync> context) {
        MDC.put("reconcileId", UUID.randomUUID().toString());
        var started = System.nanoTime();
        try {
            return reconcile(sync);
        } finally {
            Timer.builder("sluice_sync_duration")
                    .register(metrics)
                    .record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
            MDC.remove("reconcileId");
        }
    }

    private UpdateControl<Sync> reconcile(Sync sync) {
        var meta = sync.getMetadata();
        if (Boolean.TRUE.equals(sync.getSpec().suspend())) {
            return waiting(sync, "Suspended", "spec.suspend is true; what was applied stays.", DEFAULT_INTERVAL);
        }
        if (!collaborators.gate().ready()) {
            return waiting(
                    sync,
                    "PoliciesNotLoaded",
                    "The policies are being loaded; nothing is applied before.",
                    Duration.ofSeconds(1));
        }
        var name = sync.getSpec().sourceRef().name();
        var source = sources.current(meta.getNamespace(), name).orElse(null);
        if (source == null) {
            return waiting(
                    sync,
                    "SourceNotReady",
                    "The GitRepository %s/%s has not been fetched; what was applied stays."
                            .formatted(meta.getNamespace(), name),
                    Duration.ofMinutes(1));
        }
        try {
            return synced(sync, source);
        } catch (IOException e) {
            LOG.warn("revision={} cannot be read: {}", source.snapshot().revision(), e.getMessage());
            return waiting(sync, "SourceUnreadable", "The local copy cannot be read: " + e.getMessage(), next(sync));
        } catch (ClusterPort.ClusterException e) {
            return waiting(sync, "ClusterUnavailable", String.valueOf(e.getMessage()), next(sync));
        } catch (RuntimeException e) {
            LOG.error("the sync failed in an unexpected way", e);
            return waiting(sync, "InternalError", "An error in Sluice; its log has the details: " + e, next(sync));
        }
    }

    private UpdateControl<Sync> synced(Sync sync, Source source) throws IOException {
        var id = ResourceID.fromResource(sync);
        var compareAll = compareAll(sync, id);
        var outcome = new SyncRun(collaborators, sync, compareAll, told(sync)).run(source);
        if (compareAll) {
            compared.put(id, clock.instant());
        }
        count(outcome);
        var status = status(sync, source, outcome);
        var troubled = status.counts() != null
                && (status.counts().failed() > 0 || !outcome.errors().isEmpty());
        var again = troubled ? next(sync) : Backoff.jittered(interval(sync), 0.1);
        if (!troubled) {
            backoff.reset(meta(sync));
        }
        return written(sync, status, again);
    }

    /** On the interval, on request, and once after a start, objects that did not change in Git are compared as well. */
    private boolean compareAll(Sync sync, ResourceID id) {
        var last = compared.get(id);
        var requested = Requests.requestedAt(sync);
        var handled = sync.getStatus() == null ? null : sync.getStatus().lastHandledReconcileAt();
        return last == null
                || (requested != null && !requested.equals(handled))
                || !clock.instant()
                        .isBefore(last.plus(interval(sync).multipliedBy(9).dividedBy(10)));
    }

    private Sync.Status status(Sync sync, Source source, SyncRun.Outcome outcome) {
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

    private static String named(List<Entry> entries) {
        var first = entries.stream()
                .limit(NAMED)
                .map(e -> "%s (%s:%s): %s".formatted(ObjectId.of(e).display(), e.path(), e.line(), e.message()))
                .collect(Collectors.joining("; "));
        return entries.size() <= NAMED ? first : first + "; and %d more".formatted(entries.size() - NAMED);
    }

    private UpdateControl<Sync> waiting(Sync sync, String reason, String message, Duration again) {
        var old = sync.getStatus();
        var conditions = conditions(sync).isFalse(Conditions.READY, reason, message);
        return written(
                sync,
                new Sync.Status(
                        sync.getMetadata().getGeneration(),
                        conditions.list(),
                        old == null ? null : old.lastAttemptedRevision(),
                        old == null ? null : old.lastAppliedRevision(),
                        old == null ? null : old.lastAttemptedAt(),
                        old == null ? null : old.counts(),
                        old == null ? null : old.objects(),
                        old == null ? null : old.errors(),
                        old == null ? null : old.truncated(),
                        Requests.requestedAt(sync)),
                again);
    }

    private UpdateControl<Sync> written(Sync sync, Sync.Status status, Duration again) {
        if (sameButForTime(sync.getStatus(), status)) {
            return UpdateControl.<Sync>noUpdate().rescheduleAfter(again);
        }
        return UpdateControl.patchStatus(patch(sync, status)).rescheduleAfter(again);
    }

    private static Sync patch(Sync sync, Sync.Status status) {
        var patch = new Sync();
        patch.setMetadata(new ObjectMetaBuilder()
                .withNamespace(sync.getMetadata().getNamespace())
                .withName(sync.getMetadata().getName())
                .build());
        patch.setStatus(status);
        return patch;
    }

    private static boolean sameButForTime(Sync.@Nullable Status a, Sync.Status b) {
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

    @Override
    public DeleteControl cleanup(Sync sync, Context<Sync> context) {
        var id = ResourceID.fromResource(sync);
        if (!Boolean.TRUE.equals(sync.getSpec().prune())) {
            forget(sync, id);
            return DeleteControl.defaultDelete();
        }
        if (!collaborators.gate().ready()) {
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(Duration.ofSeconds(1));
        }
        var left = new SyncRun(collaborators, sync, false, told(sync)).pruneAll();
        if (left.isEmpty()) {
            forget(sync, id);
            return DeleteControl.defaultDelete();
        }
        events.warning(sync, "PruneHeld", "The Sync stays until these are gone: " + named(left));
        return DeleteControl.noFinalizerRemoval().rescheduleAfter(next(sync));
    }

    private void forget(Sync sync, ResourceID id) {
        compared.remove(id);
        backoff.reset(meta(sync));
    }

    private SyncRun.Told told(Sync sync) {
        return new SyncRun.Told() {
            @Override
            public void held(Desired desired, Decision.Rejected decision) {
                LOG.info("object={} held: {}", desired.id().display(), decision.message());
                events.warning(
                        sync,
                        "PolicyDenied",
                        "%s (%s) is held: %s"
                                .formatted(
                                        desired.id().display(),
                                        desired.manifest().place(),
                                        decision.message()));
            }

            @Override
            public void drifted(ObjectNode live, String fields, String manager) {
                var about = new GenericKubernetesResource();
                about.setApiVersion(live.path("apiVersion").asText());
                about.setKind(live.path("kind").asText());
                about.setMetadata(new ObjectMetaBuilder()
                        .withNamespace(live.at("/metadata").path("namespace").asText(null))
                        .withName(live.at("/metadata/name").asText())
                        .withUid(live.at("/metadata/uid").asText())
                        .build());
                events.warning(
                        about, "ObjectDrifted", "%s differ from Git; last written by %s.".formatted(fields, manager));
            }

            @Override
            public void pruned(Entry entry) {
                events.normal(
                        sync,
                        "Pruned",
                        "%s has left Git and was deleted."
                                .formatted(ObjectId.of(entry).display()));
            }

            @Override
            public void pruneHeld(Entry entry, Decision.Rejected decision) {
                events.warning(
                        sync,
                        "PruneHeld",
                        "%s has left Git and is kept: %s"
                                .formatted(ObjectId.of(entry).display(), decision.message()));
            }
        };
    }

    private void count(SyncRun.Outcome outcome) {
        outcome.entries().stream()
                .collect(Collectors.groupingBy(Entry::result, Collectors.counting()))
                .forEach((result, n) -> metrics.counter("sluice_sync_objects", "result", result.name())
                        .increment(n));
    }

    private Duration next(Sync sync) {
        return backoff.next(meta(sync));
    }

    private static String meta(Sync sync) {
        return Objects.requireNonNull(sync.getMetadata().getUid());
    }

    private Conditions conditions(Sync sync) {
        var status = sync.getStatus();
        return new Conditions(
                status == null ? null : status.conditions(), sync.getMetadata().getGeneration(), clock);
    }

    private static Duration interval(Sync sync) {
        try {
            return Durations.parse(sync.getSpec().interval(), DEFAULT_INTERVAL);
        } catch (IllegalArgumentException e) {
            return DEFAULT_INTERVAL;
        }
    }

    @Override
    public void close() {
        collaborators.workers().close();
    }
}
