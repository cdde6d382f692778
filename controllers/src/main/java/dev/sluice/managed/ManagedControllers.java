package dev.sluice.managed;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.api.ReferenceGrant;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.gate.Gate;
import dev.sluice.kube.Backoff;
import dev.sluice.kube.Blank;
import dev.sluice.kube.Conditions;
import dev.sluice.kube.EventRecorder;
import dev.sluice.kube.ServedReconciler;
import dev.sluice.kube.Watch;
import dev.sluice.protection.Protection;
import dev.sluice.provider.ConfigReader;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Provider;
import dev.sluice.provider.Session;
import dev.sluice.provider.field.FieldRules;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.Controller;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private final SharedIndexInformer<ReferenceGrant> grants;
    private final ApiConnectionSecrets connections;
    private final Map<String, Managed> kinds = new ConcurrentHashMap<>();
    private final Map<String, ManagedReconciler<?, ?, ?, ?>> managed = new ConcurrentHashMap<>();
    private final ExecutorService changes =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("kinds").factory());

    public ManagedControllers(
            KubernetesClient client,
            Gate gate,
            EventRecorder events,
            MeterRegistry metrics,
            ConfigReader configs,
            Protection protection,
            SecretSource secrets,
            Supplier<byte[]> digestKey,
            InstantSource clock) {
        this.client = client;
        this.served = new ServedKinds(client);
        this.grants = client.resources(ReferenceGrant.class).inAnyNamespace().runnableInformer(0);
        var references = new ReferenceIndex();
        this.connections = new ApiConnectionSecrets(client, references::wake);
        this.shared = new Shared(
                gate,
                events,
                metrics,
                configs,
                clock,
                new CloudBudget(System::nanoTime),
                references,
                protection,
                new Sightings(),
                new Backoff(),
                new Secrets(secrets, new Digests(digestKey), connections),
                JSON);
    }

    /** Makes a provider's kinds known. What is not installed in the cluster costs nothing. */
    public <S extends Session> void add(Provider<S> provider) {
        provider.kinds().forEach(kind -> {
            var name = CustomResource.getCRDName(kind.type());
            kinds.put(name, new Managed(kind.type(), () -> {
                var reconciler = reconciler(provider, kind);
                managed.put(name, reconciler);
                return reconciler;
            }));
        });
    }

    /** Makes a kind known that is not managed, and is installed together with those that are. */
    public <R extends CustomResource<?, ?>> void add(ServedReconciler<R> reconciler) {
        var type = reconciler.resourceType();
        kinds.put(CustomResource.getCRDName(type), new Managed(type, () -> reconciler));
    }

    /** Begins to watch what all kinds need; returns when it was read, or will not be for a while. */
    public void watch() {
        connections.start();
        Watch.start(grants, "ReferenceGrants", shared.references().grants());
    }

    /** Registers a controller for each kind that the cluster serves. */
    public void register(Operator operator) {
        var groupVersions = kinds.values().stream()
                .map(k -> HasMetadata.getApiVersion(k.type))
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
        kinds.values().forEach(k -> {
            k.started();
            // Also of a kind that is not served it is known now: there is nothing of it.
            shared.references().read(k.type);
        });
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
                    kind.started();
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
        grants.close();
        connections.close();
        changes.shutdownNow();
        kinds.values().forEach(Managed::close);
    }

    /** A kind, and its controller while the cluster serves it. */
    private static final class Managed {
        private final Class<? extends HasMetadata> type;

        /** Of a kind that is never served nothing is made. */
        private final Supplier<? extends ServedReconciler<?>> maker;

        private @Nullable ServedReconciler<?> reconciler;
        private @Nullable Controller<?> controller;
        private boolean runs;

        /** The operator does not know it, and does not stop it. */
        private boolean late;

        Managed(Class<? extends HasMetadata> type, Supplier<? extends ServedReconciler<?>> maker) {
            this.type = type;
            this.maker = maker;
        }

        /** @return false where it runs already */
        synchronized boolean start(Operator operator) {
            if (runs) {
                return false;
            }
            if (controller == null) {
                late = operator.getRuntimeInfo().isStarted();
                var made = maker.get();
                controller = made.register(operator);
                reconciler = made;
            } else {
                controller.start();
            }
            runs = true;
            return true;
        }

        /** Its cache is filled. */
        synchronized void started() {
            if (reconciler != null) {
                reconciler.started();
            }
        }

        synchronized boolean runs() {
            return runs;
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
        var rules = FieldRules.of(kind.parameters());
        var planner = new Planner(rules);
        var renderer = new StatusRenderer<P, O, R, S>(kind.parameters(), planner, shared);
        var objects = new ApiObjects<P, O, R>(client, kind.type(), Blank.of(kind.type()));
        var convergence = new Convergence<>(kind, provider, rules, objects, renderer, shared);
        return new ManagedReconciler<>(kind, convergence, renderer, objects, shared);
    }

    /** The policies have changed: what they held may now be admitted. */
    public void policiesChanged() {
        wakeUnsettled(c -> c.getType().equals(Conditions.ADMITTED)
                || (c.getType().equals(Conditions.SYNCED) && c.getReason().equals("PoliciesNotLoaded")));
    }

    /** Something may have lost its protection, and may now be deleted. */
    public void protectionChanged() {
        wakeUnsettled(
                c -> c.getType().equals(Conditions.SYNCED) && c.getReason().equals(Deletion.PROTECTED));
    }

    /** A Secret that objects take values from has come, changed or gone. */
    public void secretChanged(String namespace, String name) {
        shared.references().changed(SecretValues.key(namespace, name));
    }

    /** A provider configuration or its Secret has changed: what it kept from working may now work. */
    public void configurationChanged() {
        wakeUnsettled(c -> c.getType().equals(Conditions.SYNCED));
    }

    /** Who may use a provider configuration has changed: those who use it have to be asked again. */
    public void permissionChanged(String config) {
        wake(object -> object.getSpec() != null
                && object.getSpec().providerConfigName().equals(config));
    }

    /** A namespace has other labels: what its objects may use can have changed. */
    public void namespaceChanged(String namespace) {
        wake(object -> namespace.equals(object.getMetadata().getNamespace()));
    }

    /**
     * The objects of a provider that need a configuration to look after what they have in the cloud, sorted; empty while
     * they are not all known.
     */
    public Optional<List<String>> users(Provider<?> provider, String config) {
        if (!shared.references().isComplete()) {
            return Optional.empty();
        }
        return Optional.of(provider.kinds().stream()
                .flatMap(kind -> users(CustomResource.getCRDName(kind.type()), config))
                .map(ReferenceIndex.Key::display)
                .sorted()
                .toList());
    }

    private Stream<ReferenceIndex.Key> users(String kind, String config) {
        var known = kinds.get(kind);
        var reconciler = managed.get(kind);
        return known == null || reconciler == null || !known.runs() ? Stream.empty() : reconciler.users(config);
    }

    /** Wakes every object that has one of these conditions, and not as it should be. */
    private void wakeUnsettled(Predicate<Condition> condition) {
        wake(object -> {
            var status = object.getStatus();
            return status == null
                    || status.conditions() == null
                    || status.conditions().stream().anyMatch(c -> condition.test(c) && !"True".equals(c.getStatus()));
        });
    }

    private void wake(Predicate<ManagedResource<?, ?>> which) {
        managed.values().forEach(reconciler -> reconciler.wake(which::test));
    }
}
