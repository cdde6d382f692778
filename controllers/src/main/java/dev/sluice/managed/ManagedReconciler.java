package dev.sluice.managed;

import dev.sluice.api.Durations;
import dev.sluice.api.Sluice;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ManagedStatus;
import dev.sluice.kube.Backoff;
import dev.sluice.kube.Conditions;
import dev.sluice.kube.Controllers;
import dev.sluice.kube.LeanStore;
import dev.sluice.kube.ServedReconciler;
import dev.sluice.kube.Wakening;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Kind;
import dev.sluice.provider.ProviderConfigException;
import dev.sluice.provider.Session;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.Controller;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Reconciles the objects of one kind: runs {@link Convergence}, writes the status when it says something new, and
 * decides when to come back. Never throws: every failure is a condition and a time.
 */
final class ManagedReconciler<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session>
        implements ServedReconciler<R> {
    private static final Logger LOG = LoggerFactory.getLogger(ManagedReconciler.class);
    private static final Duration DEFAULT_POLL = Duration.ofMinutes(10);
    private static final Duration MIN_POLL = Duration.ofSeconds(1);
    private static final Duration LONGEST_PROGRESS_WAIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_THROTTLED_WAIT = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofMillis(500);
    private static final Duration AFTER_CONFLICT = Duration.ofMillis(200);

    /** Annotations whose change asks for work; our own writes to the object do not. */
    private static final List<String> ASKING = List.of(
            Sluice.PAUSED,
            Sluice.RECONCILE_REQUESTED_AT,
            Sluice.FLUX_RECONCILE_REQUESTED_AT,
            Sluice.POLL_INTERVAL,
            Sluice.ALLOW_DELETION,
            Sluice.APPROVED_PLAN,
            Sluice.BREAK_GLASS,
            Sluice.SOURCE_REVISION);

    private final Kind<P, O, R, S> kind;
    private final Convergence<P, O, R, S> convergence;
    private final StatusRenderer<P, O, R, S> renderer;
    private final dev.sluice.managed.Objects<P, O, R> objects;
    private final Shared shared;
    private final ReconcileMetrics metrics;
    private final Wakening<R> wakening = new Wakening<>();

    ManagedReconciler(
            Kind<P, O, R, S> kind,
            Convergence<P, O, R, S> convergence,
            StatusRenderer<P, O, R, S> renderer,
            dev.sluice.managed.Objects<P, O, R> objects,
            Shared shared) {
        this.kind = kind;
        this.convergence = convergence;
        this.renderer = renderer;
        this.objects = objects;
        this.shared = shared;
        this.metrics = new ReconcileMetrics(kind.type(), shared.metrics());
        shared.references().wakers(kind.type(), this::wake);
        convergence.polls().ifPresent(polls -> polls.wakes(this::wake));
    }

    private void wake(ReferenceIndex.Key key) {
        wakening.wake(key.namespace(), key.name());
    }

    @Override
    public Controller<R> register(Operator operator) {
        return Controllers.add(operator, this, this::configure);
    }

    private void configure(ControllerConfigurationOverrider<R> config) {
        // With its group: clouds have kinds of the same name, and IAM a Policy as we do.
        config.withName(CustomResource.getCRDName(kind.type()))
                .withGenerationAware(false)
                .withTriggerReconcilerOnAllEvents(true)
                .withFieldManager(Sluice.CONTROLLER_FIELD_MANAGER)
                .withOnUpdateFilter(ManagedReconciler::asks)
                .withItemStore(new LeanStore<>());
    }

    @Override
    public Class<R> resourceType() {
        return kind.type();
    }

    @Override
    public List<EventSource<?, R>> prepareEventSources(EventSourceContext<R> context) {
        return List.of(wakening.in(context));
    }

    /** Objects can be woken, and it is known to whom each refers. */
    @Override
    public void started() {
        wakening.started(convergence::noteReferences);
        shared.references().read(kind.type());
    }

    /** Wakes the objects for which this holds. */
    void wake(Predicate<R> which) {
        wakening.wake(which);
    }

    /** The objects that have, or may have, something in the cloud by way of a provider configuration. */
    Stream<ReferenceIndex.Key> users(String config) {
        return wakening.known(o -> o.hasFinalizer(Sluice.FINALIZER)
                        && o.getSpec().providerConfigName().equals(config))
                .map(ReferenceIndex.Key::of);
    }

    @Override
    public UpdateControl<R> reconcile(R object, Context<R> context) {
        if (context.isPrimaryResourceDeleted()) {
            forget(object);
            return UpdateControl.noUpdate();
        }
        // The framework adds the object's kind, namespace and name.
        MDC.put("reconcileId", UUID.randomUUID().toString());
        var started = System.nanoTime();
        try {
            var facts = new Facts<P, O, R, S>(object, kind.identity(), new DriftLedger(drift(object), shared.clock()));
            publish(object, object.getStatus());
            var outcome = outcome(facts);
            metrics.reconciled(outcome, System.nanoTime() - started);
            return conclude(facts, outcome);
        } finally {
            MDC.remove("reconcileId");
        }
    }

    private Outcome outcome(Facts<P, O, R, S> facts) {
        try {
            return convergence.run(facts);
        } catch (CloudException e) {
            LOG.info("cloud call failed: {}", e.getMessage());
            return new Outcome.Failed(e);
        } catch (ProviderConfigException e) {
            return new Outcome.Waiting(
                    "ProviderConfigNotReady",
                    String.valueOf(e.getMessage()),
                    shared.backoff().next(facts.uid()));
        } catch (CloudCalls.PacedException e) {
            return new Outcome.Again(e.waitTime());
        } catch (dev.sluice.managed.Objects.ConflictException e) {
            return new Outcome.Again(AFTER_CONFLICT);
        } catch (KubernetesClientException e) {
            LOG.warn("the API server refused a write: {}", e.getMessage());
            return new Outcome.Waiting(
                    "ApiServerError",
                    "The API server refused a write: " + e.getMessage(),
                    shared.backoff().next(facts.uid()));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOG.error("reconciliation failed in an unexpected way", e);
            return new Outcome.Waiting(
                    "InternalError",
                    "An error in Sluice; its log has the details: " + e,
                    shared.backoff().next(facts.uid()));
        }
    }

    private UpdateControl<R> conclude(Facts<P, O, R, S> facts, Outcome outcome) {
        if (outcome instanceof Outcome.Released) {
            forget(facts.object);
            return UpdateControl.noUpdate();
        }
        if (outcome instanceof Outcome.Again silently) {
            return UpdateControl.<R>noUpdate().rescheduleAfter(silently.after());
        }
        var status = renderer.render(facts, outcome);
        publish(facts.object, status);
        var again = notAfter(facts.due, again(facts, outcome));
        if (outcome instanceof Outcome.InSync && facts.plan instanceof Plan.None) {
            convergence
                    .polls()
                    .ifPresent(polls -> polls.settled(ReferenceIndex.Key.of(facts.object), facts.target(), again));
        }
        if (renderer.same(facts.previous, status)) {
            return UpdateControl.<R>noUpdate().rescheduleAfter(again);
        }
        tell(facts, status);
        return UpdateControl.patchStatus(objects.statusPatch(facts.object, status))
                .rescheduleAfter(again);
    }

    /** An Event for each new trouble, not for each attempt. */
    private void tell(Facts<P, O, R, S> facts, ManagedStatus<P, O> status) {
        var before = facts.previous == null ? null : Conditions.find(facts.previous.conditions(), Conditions.SYNCED);
        var now = Conditions.find(status.conditions(), Conditions.SYNCED);
        if (now == null || "True".equals(now.getStatus()) || now.getReason().equals("ReconcilePaused")) {
            return;
        }
        if (before == null
                || !Objects.equals(before.getReason(), now.getReason())
                || !Objects.equals(before.getMessage(), now.getMessage())) {
            LOG.info("reason={} {}", now.getReason(), now.getMessage());
            shared.events().warning(facts.object, now.getReason(), now.getMessage());
        }
    }

    private Duration again(Facts<P, O, R, S> facts, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Waiting waiting -> waiting.again();
            case Outcome.Progressing p -> progress(facts);
            case Outcome.Deleting d -> progress(facts);
            case Outcome.Failed failed -> {
                var next = shared.backoff().next(facts.uid());
                yield failed.error().error() instanceof CloudError.Throttled t ? throttled(t, next) : next;
            }
            case Outcome.InSync o -> poll(facts);
            case Outcome.Paused o -> poll(facts);
            case Outcome.Refused o -> poll(facts);
            case Outcome.Denied o -> poll(facts);
            case Outcome.Released o -> poll(facts);
            case Outcome.Again o -> o.after();
        };
    }

    /** What was left alone for a time is looked at when that is over. */
    private Duration notAfter(@Nullable Instant due, Duration again) {
        if (due == null) {
            return again;
        }
        var left = Duration.between(shared.clock().instant(), due);
        var soonest = left.compareTo(MIN_POLL) < 0 ? MIN_POLL : left;
        return soonest.compareTo(again) < 0 ? soonest : again;
    }

    /** The API's budget slows all its calls down already; a single resource need not be punished for minutes as well. */
    private static Duration throttled(CloudError.Throttled throttled, Duration next) {
        var wait = next.compareTo(LONGEST_THROTTLED_WAIT) > 0 ? LONGEST_THROTTLED_WAIT : next;
        var hint = throttled.retryAfter();
        return hint != null && hint.compareTo(wait) > 0 ? hint : wait;
    }

    private Duration progress(Facts<P, O, R, S> facts) {
        var next = shared.backoff().next(facts.uid());
        return next.compareTo(LONGEST_PROGRESS_WAIT) > 0 ? LONGEST_PROGRESS_WAIT : next;
    }

    private Duration poll(Facts<P, O, R, S> facts) {
        shared.backoff().reset(facts.uid());
        Duration poll;
        try {
            poll = Durations.parse(facts.object.annotation(Sluice.POLL_INTERVAL), DEFAULT_POLL);
        } catch (IllegalArgumentException e) {
            poll = DEFAULT_POLL;
        }
        // Counted from when it was seen, so that a shared read does not let a change stand for longer.
        var next = Backoff.jittered(poll.compareTo(MIN_POLL) < 0 ? MIN_POLL : poll, 0.1)
                .minus(age(facts));
        return next.compareTo(SOON) < 0 ? SOON : next;
    }

    private Duration age(Facts<P, O, R, S> facts) {
        return facts.observedAt == null
                ? Duration.ZERO
                : Duration.between(facts.observedAt, shared.clock().instant());
    }

    /** Tells those who refer to this resource that it is there, and what it has to offer. */
    private void publish(R object, @Nullable ManagedStatus<P, O> status) {
        shared.references()
                .present(ReferenceIndex.Key.of(object), object.getMetadata().getLabels());
        var outputs = status == null ? null : status.outputs();
        shared.references()
                .publish(
                        ReferenceIndex.Key.of(object),
                        outputs == null ? null : shared.json().valueToTree(outputs));
    }

    private void forget(R object) {
        var uid = object.getMetadata().getUid();
        var key = ReferenceIndex.Key.of(object);
        shared.references().forget(key);
        shared.protection().gone(key.group(), key.kind(), key.namespace());
        shared.sightings().forget(uid);
        convergence.polls().ifPresent(polls -> polls.take(uid));
        shared.backoff().reset(uid);
    }

    private static <P extends Record, O extends Record> @Nullable List<dev.sluice.api.managed.DriftRecord> drift(
            ManagedResource<P, O> object) {
        return object.getStatus() == null ? null : object.getStatus().drift();
    }

    private static boolean asks(ManagedResource<?, ?> now, ManagedResource<?, ?> before) {
        var a = now.getMetadata();
        var b = before.getMetadata();
        return !Objects.equals(a.getGeneration(), b.getGeneration())
                || !Objects.equals(a.getDeletionTimestamp(), b.getDeletionTimestamp())
                || !Objects.equals(a.getLabels(), b.getLabels())
                || ASKING.stream().anyMatch(key -> !Objects.equals(now.annotation(key), before.annotation(key)));
    }
}
