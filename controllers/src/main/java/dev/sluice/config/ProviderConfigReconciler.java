package dev.sluice.config;

import dev.sluice.api.Sluice;
import dev.sluice.kube.Backoff;
import dev.sluice.kube.Blank;
import dev.sluice.kube.Conditions;
import dev.sluice.kube.Controllers;
import dev.sluice.kube.EventRecorder;
import dev.sluice.kube.LeanStore;
import dev.sluice.kube.Requests;
import dev.sluice.kube.ServedReconciler;
import dev.sluice.kube.Wakening;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.ConfigReader;
import dev.sluice.provider.ConfigStatus;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderConfigException;
import dev.sluice.provider.Session;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.Controller;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the status of each of a provider's configurations whether it can be used and as whom, and keeps one from being
 * deleted as long as something in the cloud needs it.
 */
public final class ProviderConfigReconciler<C extends CustomResource<?, ConfigStatus>> implements ServedReconciler<C> {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderConfigReconciler.class);
    private static final Duration POLL = Duration.ofMinutes(10);
    private static final Duration WHILE_IN_USE = Duration.ofSeconds(5);
    private static final Duration AT_ONCE = Duration.ofMillis(200);
    private static final int SHOWN_USERS = 5;
    private static final String IN_USE = "InUse";

    private final Class<C> type;
    private final Supplier<C> fresh;
    private final Provider<?> provider;
    private final ConfigReader configs;
    private final Function<String, Optional<List<String>>> users;
    private final Holds<C> holds;
    private final EventRecorder events;
    private final InstantSource clock;
    private final Proofs proofs;
    private final Backoff backoff = new Backoff();
    private final Wakening<C> wakening = new Wakening<>();

    /** @param users who needs a configuration, by its name; empty while that is not known */
    public static ProviderConfigReconciler<?> of(
            Provider<?> provider,
            KubernetesClient client,
            ConfigReader configs,
            Function<String, Optional<List<String>>> users,
            EventRecorder events,
            InstantSource clock) {
        return of(provider.configType(), provider, client, configs, users, events, clock);
    }

    private static <C extends CustomResource<?, ConfigStatus>> ProviderConfigReconciler<C> of(
            Class<C> type,
            Provider<?> provider,
            KubernetesClient client,
            ConfigReader configs,
            Function<String, Optional<List<String>>> users,
            EventRecorder events,
            InstantSource clock) {
        return new ProviderConfigReconciler<>(
                type, Blank.of(type), provider, configs, users, Holds.on(client, type), events, clock);
    }

    ProviderConfigReconciler(
            Class<C> type,
            Supplier<C> fresh,
            Provider<?> provider,
            ConfigReader configs,
            Function<String, Optional<List<String>>> users,
            Holds<C> holds,
            EventRecorder events,
            InstantSource clock) {
        this.type = type;
        this.fresh = fresh;
        this.provider = provider;
        this.configs = configs;
        this.users = users;
        this.holds = holds;
        this.events = events;
        this.clock = clock;
        this.proofs = new Proofs(POLL.dividedBy(2), clock);
    }

    @Override
    public Class<C> resourceType() {
        return type;
    }

    @Override
    public Controller<C> register(Operator operator) {
        return Controllers.add(operator, this, this::configure);
    }

    private void configure(ControllerConfigurationOverrider<C> config) {
        config.withName(CustomResource.getCRDName(type))
                .withGenerationAware(false)
                .withTriggerReconcilerOnAllEvents(true)
                .withFieldManager(Sluice.CONTROLLER_FIELD_MANAGER)
                .withOnUpdateFilter(Requests::asks)
                .withItemStore(new LeanStore<>());
    }

    @Override
    public List<EventSource<?, C>> prepareEventSources(EventSourceContext<C> context) {
        return List.of(wakening.in(context));
    }

    @Override
    public void started() {
        wakening.started(config -> {});
    }

    /** A configuration or a Secret has changed: each is looked at again, because few are and it is not said which. */
    public void configurationChanged() {
        wakening.wake(config -> true);
    }

    @Override
    public UpdateControl<C> reconcile(C config, Context<C> context) {
        var name = config.getMetadata().getName();
        if (context.isPrimaryResourceDeleted()) {
            backoff.reset(name);
            proofs.forget(name);
            return UpdateControl.noUpdate();
        }
        try {
            return config.isMarkedForDeletion() ? leaving(config) : staying(config);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                LOG.warn("config={} the API server refused a write: {}", name, e.getMessage());
            }
            return UpdateControl.<C>noUpdate().rescheduleAfter(backoff.next(name));
        } catch (RuntimeException e) {
            LOG.error("config={} could not be looked at; it is tried again", name, e);
            return UpdateControl.<C>noUpdate().rescheduleAfter(backoff.next(name));
        }
    }

    private UpdateControl<C> staying(C config) {
        var name = config.getMetadata().getName();
        if (!config.hasFinalizer(Sluice.IN_USE_FINALIZER)) {
            holds.hold(config);
        }
        if (!isRead(config)) {
            return UpdateControl.<C>noUpdate().rescheduleAfter(AT_ONCE);
        }
        var conditions = conditions(config).remove(IN_USE);
        ConfigStatus status;
        Duration again;
        try {
            var session = provider.connect(configs, name);
            proofs.check(name, session);
            status = connected(config, conditions, session);
            again = Backoff.jittered(POLL, 0.1);
            backoff.reset(name);
        } catch (ProviderConfigException e) {
            status = unusable(config, conditions, "NotUsable", String.valueOf(e.getMessage()));
            again = backoff.next(name);
        } catch (CloudException e) {
            LOG.info("config={} cloud call failed: {}", name, e.getMessage());
            status = unusable(config, conditions, Failures.reason(e.error()), Failures.text(e));
            again = backoff.next(name);
        }
        return written(config, status, again);
    }

    /** True once the reader has the specification that this status will be about. */
    private boolean isRead(C config) {
        var generation = config.getMetadata().getGeneration();
        return configs.config(type, config.getMetadata().getName())
                .filter(read -> Objects.equals(read.getMetadata().getGeneration(), generation))
                .isPresent();
    }

    private static ConfigStatus connected(CustomResource<?, ?> config, Conditions conditions, Session session) {
        conditions.isTrue(
                Conditions.READY,
                "Connected",
                "Calls are made in account %s as %s.".formatted(session.account(), session.identity()));
        return new ConfigStatus(
                config.getMetadata().getGeneration(), conditions.list(), session.account(), session.identity());
    }

    private ConfigStatus unusable(C config, Conditions conditions, String reason, String message) {
        conditions.isFalse(Conditions.READY, reason, message);
        var generation = config.getMetadata().getGeneration();
        var before = config.getStatus();
        // Of another specification, what once worked says nothing.
        var same = before != null && Objects.equals(before.observedGeneration(), generation);
        return new ConfigStatus(
                generation, conditions.list(), same ? before.account() : null, same ? before.identity() : null);
    }

    private UpdateControl<C> leaving(C config) {
        if (!config.hasFinalizer(Sluice.IN_USE_FINALIZER)) {
            return UpdateControl.noUpdate();
        }
        var name = config.getMetadata().getName();
        var known = users.apply(name);
        if (known.isEmpty()) {
            return UpdateControl.<C>noUpdate().rescheduleAfter(AT_ONCE);
        }
        if (known.get().isEmpty()) {
            holds.release(config);
            return UpdateControl.noUpdate();
        }
        var before = config.getStatus();
        var conditions = conditions(config).isTrue(IN_USE, IN_USE, inUse(config, known.get()));
        var status = before == null
                ? new ConfigStatus(config.getMetadata().getGeneration(), conditions.list(), null, null)
                : new ConfigStatus(before.observedGeneration(), conditions.list(), before.account(), before.identity());
        return written(config, status, WHILE_IN_USE);
    }

    private static String inUse(CustomResource<?, ?> config, List<String> users) {
        var shown = String.join(", ", users.subList(0, Math.min(SHOWN_USERS, users.size())));
        return "%s %s is deleted once nothing in the cloud needs it any more; that is still %s%s."
                .formatted(
                        config.getKind(),
                        config.getMetadata().getName(),
                        shown,
                        users.size() > SHOWN_USERS ? " and %d more".formatted(users.size() - SHOWN_USERS) : "");
    }

    private Conditions conditions(C config) {
        var before = config.getStatus();
        return new Conditions(
                before == null ? null : before.conditions(),
                config.getMetadata().getGeneration(),
                clock);
    }

    private UpdateControl<C> written(C config, ConfigStatus status, Duration again) {
        if (status.equals(config.getStatus())) {
            return UpdateControl.<C>noUpdate().rescheduleAfter(again);
        }
        tell(config, status, Conditions.READY);
        tell(config, status, IN_USE);
        C patch = fresh.get();
        patch.setMetadata(
                new ObjectMetaBuilder().withName(config.getMetadata().getName()).build());
        // What an empty object begins with is nobody's wish.
        patch.setSpec(null);
        patch.setStatus(status);
        return UpdateControl.patchStatus(patch).rescheduleAfter(again);
    }

    /** An Event for what is new, not for each time it is looked at. */
    private void tell(C config, ConfigStatus status, String condition) {
        var before = config.getStatus() == null
                ? null
                : Conditions.find(config.getStatus().conditions(), condition);
        var now = Conditions.find(status.conditions(), condition);
        if (now == null
                || (before != null
                        && before.getReason().equals(now.getReason())
                        && before.getMessage().equals(now.getMessage()))) {
            return;
        }
        if (now.getReason().equals("Connected")) {
            events.normal(config, now.getReason(), now.getMessage());
        } else {
            events.warning(config, now.getReason(), now.getMessage());
        }
    }
}
