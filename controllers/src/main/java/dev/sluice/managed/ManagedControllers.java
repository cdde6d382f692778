package dev.sluice.managed;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.gate.Gate;
import dev.sluice.kube.Backoff;
import dev.sluice.kube.Conditions;
import dev.sluice.kube.EventRecorder;
import dev.sluice.provider.ConfigReader;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Provider;
import dev.sluice.provider.Session;
import dev.sluice.provider.field.FieldRules;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.Controller;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controllers of all managed kinds, each while the cluster has its custom resource definition. */
public final class ManagedControllers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ManagedControllers.class);
    static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final KubernetesClient client;
    private final Shared shared;
    private final ServedKinds served;
    private final Map<String, Managed> kinds = new ConcurrentHashMap<>();
    private final ExecutorService changes =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("kinds").factory());

    public ManagedControllers(
            KubernetesClient client,
            Gate gate,
            EventRecorder events,
            MeterRegistry metrics,
            ConfigReader configs,
            InstantSource clock) {
        this.client = client;
        this.served = new ServedKinds(client);
        this.shared = new Shared(
                gate,
                events,
                metrics,
                configs,
                clock,
                new CloudBudget(System::nanoTime),
                new ReferenceIndex(),
                new Sightings(),
                new Backoff(),
                JSON);
    }

    /** Makes a provider's kinds known. What is not installed in the cluster costs nothing. */
    public <S extends Session> void add(Provider<S> provider) {
        provider.kinds().forEach(kind -> {
            var reconciler = reconciler(provider, kind);
            kinds.put(CustomResource.getCRDName(kind.type()), new Managed(reconciler));
        });
    }

    /** Registers a controller for each kind that the cluster serves. */
    public void register(Operator operator) {
        var groupVersions = kinds.values().stream()
                .map(k -> HasMetadata.getApiVersion(k.reconciler.resourceType()))
                .collect(Collectors.toSet());
        served.now(groupVersions).forEach(name -> {
            var kind = kinds.get(name);
            if (kind != null) {
                kind.start(operator);
            }
        });
    }

    /** The caches are filled: from now on it is known who refers to a resource that is to be deleted. */
    public void started(Operator operator) {
        kinds.values().forEach(k -> k.reconciler.started());
        shared.references().complete();
        served.watch((name, isServed) -> {
            var kind = kinds.get(name);
            if (kind != null) {
                // Off the watch's own thread: starting a controller waits for its cache.
                changes.execute(() -> follow(name, kind, isServed, operator));
            }
        });
    }

    private static void follow(String name, Managed kind, boolean isServed, Operator operator) {
        try {
            var changed = isServed ? kind.start(operator) : kind.stop();
            if (changed) {
                LOG.info("kind={} served={}", name, isServed);
                if (isServed) {
                    kind.reconciler.started();
                }
            }
        } catch (RuntimeException e) {
            // On a thread of its own, where nobody else would hear of it.
            LOG.error("kind={} served={}, but its controller cannot follow", name, isServed, e);
        }
    }

    @Override
    public void close() {
        served.close();
        changes.shutdownNow();
        kinds.values().forEach(Managed::close);
    }

    /** A kind, and its controller while the cluster serves it. */
    private static final class Managed {
        private final ManagedReconciler<?, ?, ?, ?> reconciler;
        private @Nullable Controller<?> controller;
        private boolean runs;

        /** The operator does not know it, and does not stop it. */
        private boolean late;

        Managed(ManagedReconciler<?, ?, ?, ?> reconciler) {
            this.reconciler = reconciler;
        }

        /** @return false where it runs already */
        synchronized boolean start(Operator operator) {
            if (runs) {
                return false;
            }
            if (controller == null) {
                late = operator.getRuntimeInfo().isStarted();
                controller = reconciler.register(operator);
            } else {
                controller.start();
            }
            runs = true;
            return true;
        }

        synchronized void close() {
            if (late) {
                stop();
            }
        }

        /** @return false where it does not run */
        synchronized boolean stop() {
            if (!runs || controller == null) {
                return false;
            }
            runs = false;
            controller.stop();
            return true;
        }
    }

    private <P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session>
            ManagedReconciler<P, O, R, S> reconciler(Provider<S> provider, Kind<P, O, R, S> kind) {
        var planner = new Planner(FieldRules.of(kind.parameters()));
        var renderer = new StatusRenderer<P, O, R, S>(kind.parameters(), planner, shared);
        var objects = new ApiObjects<P, O, R>(client, kind.type(), fresh(kind.type()));
        var convergence =
                new Convergence<>(kind, provider, FieldRules.of(kind.parameters()), objects, renderer, shared);
        return new ManagedReconciler<>(kind, convergence, renderer, objects, shared);
    }

    /** The policies have changed: what they held may now be admitted. */
    public void policiesChanged() {
        wake(c -> c.getType().equals(Conditions.ADMITTED)
                || (c.getType().equals(Conditions.SYNCED) && c.getReason().equals("PoliciesNotLoaded")));
    }

    /** A provider configuration or its Secret has changed: what it kept from working may now work. */
    public void configurationChanged() {
        wake(c -> c.getType().equals(Conditions.SYNCED));
    }

    /** Wakes every object that has one of these conditions, and not as it should be. */
    private void wake(Predicate<Condition> condition) {
        kinds.values()
                .forEach(k -> k.reconciler.wake(object -> {
                    var status = object.getStatus();
                    return status == null
                            || status.conditions() == null
                            || status.conditions().stream()
                                    .anyMatch(c -> condition.test(c) && !"True".equals(c.getStatus()));
                }));
    }

    private static <R> Supplier<R> fresh(Class<R> type) {
        Constructor<R> constructor;
        try {
            constructor = type.getConstructor();
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type.getName() + " needs a public constructor without arguments", e);
        }
        return () -> {
            try {
                return constructor.newInstance();
            } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(type.getName() + " cannot be instantiated", e);
            }
        };
    }
}
