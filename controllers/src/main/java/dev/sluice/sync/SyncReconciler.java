package dev.sluice.sync;

import dev.sluice.api.Durations;
import dev.sluice.api.Sluice;
import dev.sluice.api.Sync;
import dev.sluice.api.Sync.Entry;
import dev.sluice.api.Sync.Result;
import dev.sluice.gate.Gate;
import dev.sluice.kube.Backoff;
import dev.sluice.kube.EventRecorder;
import dev.sluice.kube.LeanStore;
import dev.sluice.kube.Requests;
import dev.sluice.kube.Wakening;
import dev.sluice.protection.Protection;
import dev.sluice.provider.Confidential;
import dev.sluice.source.Sources;
import dev.sluice.source.Sources.Source;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Brings the cluster to what a path of a repository says, and says in the status what became of each object. */
@ControllerConfiguration(name = "sync")
public final class SyncReconciler implements Reconciler<Sync>, Cleaner<Sync>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SyncReconciler.class);
    private static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(10);

    private final Collaborators collaborators;
    private final Sources sources;
    private final EventRecorder events;
    private final MeterRegistry metrics;
    private final InstantSource clock;
    private final SyncStatuses statuses;
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
        this.statuses = new SyncStatuses(clock);
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
        var outcome = new SyncRun(collaborators, sync, compareAll, new SyncEvents(sync, events)).run(source);
        if (compareAll) {
            compared.put(id, clock.instant());
        }
        count(outcome);
        var status = statuses.of(sync, source, outcome);
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

    private UpdateControl<Sync> waiting(Sync sync, String reason, String message, Duration again) {
        return written(sync, statuses.waiting(sync, reason, message), again);
    }

    private UpdateControl<Sync> written(Sync sync, Sync.Status status, Duration again) {
        if (SyncStatuses.sameButForTime(sync.getStatus(), status)) {
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
        var left = new SyncRun(collaborators, sync, false, new SyncEvents(sync, events)).pruneAll();
        if (left.isEmpty()) {
            forget(sync, id);
            return DeleteControl.defaultDelete();
        }
        events.warning(sync, "PruneHeld", "The Sync stays until these are gone: " + SyncStatuses.named(left));
        return DeleteControl.noFinalizerRemoval().rescheduleAfter(next(sync));
    }

    private void forget(Sync sync, ResourceID id) {
        compared.remove(id);
        backoff.reset(meta(sync));
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
