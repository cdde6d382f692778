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
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The controllers of all managed kinds. */
public final class ManagedControllers {
    static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final KubernetesClient client;
    private final Shared shared;
    private final List<ManagedReconciler<?, ?, ?, ?>> reconcilers = new CopyOnWriteArrayList<>();

    public ManagedControllers(
            KubernetesClient client,
            Gate gate,
            EventRecorder events,
            MeterRegistry metrics,
            ConfigReader configs,
            InstantSource clock) {
        this.client = client;
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

    /** Registers a controller for each kind of a provider. */
    public <S extends Session> void register(Operator operator, Provider<S> provider) {
        provider.kinds().forEach(kind -> register(operator, provider, kind));
    }

    private <P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> void register(
            Operator operator, Provider<S> provider, Kind<P, O, R, S> kind) {
        var planner = new Planner(FieldRules.of(kind.parameters()));
        var renderer = new StatusRenderer<P, O, R, S>(kind.parameters(), planner, shared);
        var objects = new ApiObjects<P, O, R>(client, kind.type(), fresh(kind.type()));
        var convergence =
                new Convergence<>(kind, provider, FieldRules.of(kind.parameters()), objects, renderer, shared);
        var reconciler = new ManagedReconciler<>(kind, convergence, renderer, objects, shared);
        reconcilers.add(reconciler);
        operator.register(reconciler, reconciler::configure);
    }

    /** The caches are filled: from now on it is known who refers to a resource that is to be deleted. */
    public void started() {
        reconcilers.forEach(ManagedReconciler::noteReferences);
        shared.references().complete();
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
        reconcilers.forEach(r -> r.wake(object -> {
            var status = object.getStatus();
            return status == null
                    || status.conditions() == null
                    || status.conditions().stream().anyMatch(c -> condition.test(c) && !"True".equals(c.getStatus()));
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
