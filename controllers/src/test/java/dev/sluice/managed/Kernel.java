package dev.sluice.managed;

import dev.sluice.api.Sluice;
import dev.sluice.api.Violation;
import dev.sluice.api.managed.DriftRecord;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ManagedStatus;
import dev.sluice.gate.Change;
import dev.sluice.gate.Gate;
import dev.sluice.gate.PolicySet;
import dev.sluice.kube.Backoff;
import dev.sluice.kube.Conditions;
import dev.sluice.kube.EventRecorder;
import dev.sluice.protection.FakeUsages;
import dev.sluice.provider.ConfigReader;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Provider;
import dev.sluice.provider.Session;
import dev.sluice.provider.field.FieldRules;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A reconciler of any kind with everything around it but the cloud, in memory: an API server, policies and a clock that is
 * set by hand.
 */
class Kernel<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> {
    private static final int PATIENCE = 40;

    final Crashes crashes;
    final FakeObjects<P, O, R> objects;
    final List<String> events = new ArrayList<>();
    final List<Change> judged = new ArrayList<>();
    final List<String> woken = new ArrayList<>();
    final FakeUsages usages = new FakeUsages();

    /** Woken because a read that was made for another says how they are. */
    final List<String> broughtAlong = new ArrayList<>();

    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    /** What policy says of a change. */
    Function<Change, PolicySet.Judgement> policy = change -> PolicySet.Judgement.NOTHING;

    /** Null while no policies are loaded. */
    @Nullable
    String policySet = "set-1";

    final FakeSecrets secrets;

    /** Of the digests of secrets; kept over a restart. */
    byte[] digestKey = {1, 2, 3};

    Shared shared;

    private final Kind<P, O, R, S> kind;
    private final Provider<S> provider;
    private final ConfigReader configs;
    private final Clock clock;
    private long budgetNanos;
    private Convergence<P, O, R, S> convergence;
    private ManagedReconciler<P, O, R, S> reconciler;

    /** A clock that stands until it is told how much time has passed. */
    static final class Clock implements InstantSource {
        private Instant now = Instant.parse("2026-03-01T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        void passes(Duration time) {
            now = now.plus(time);
        }
    }

    Kernel(Kind<P, O, R, S> kind, Provider<S> provider, ConfigReader configs, Clock clock, Crashes crashes) {
        this.kind = kind;
        this.provider = provider;
        this.configs = configs;
        this.clock = clock;
        this.crashes = crashes;
        this.objects = new FakeObjects<>(kind.type(), crashes);
        this.secrets = new FakeSecrets(crashes, key -> changed(key));
        this.shared = start();
        this.convergence = convergence();
        this.reconciler = reconciler();
        fillCaches();
    }

    /** How often the cloud was told to change something. */
    long mutations() {
        return 0;
    }

    /** The process is gone, and a new one knows only what is stored. */
    void restart() {
        restartWithoutCaches();
        fillCaches();
    }

    void restartWithoutCaches() {
        crashes.disarm();
        shared = start();
        convergence = convergence();
        reconciler = reconciler();
    }

    void fillCaches() {
        objects.all().forEach(convergence::noteReferences);
        shared.references().read(kind.type());
        shared.references().complete();
    }

    private Shared start() {
        var gate = new Gate(() -> policySet == null ? null : new Policies(policySet), clock);
        return new Shared(
                gate,
                new Recorder(),
                metrics,
                configs,
                clock,
                new CloudBudget(this::nanos),
                new ReferenceIndex(),
                usages.protection(),
                new Sightings(),
                new Backoff(),
                new Secrets(secrets, new Digests(() -> digestKey), secrets),
                ManagedControllers.JSON);
    }

    private void changed(ReferenceIndex.Key secret) {
        shared.references().changed(secret);
    }

    /** Time passes between calls too, so that nobody really has to wait for a slowed-down API. */
    private long nanos() {
        budgetNanos += 50_000_000;
        return budgetNanos + Duration.between(Instant.EPOCH, clock.instant()).toNanos();
    }

    private StatusRenderer<P, O, R, S> renderer() {
        return new StatusRenderer<>(kind.parameters(), new Planner(FieldRules.of(kind.parameters())), shared);
    }

    private Convergence<P, O, R, S> convergence() {
        return new Convergence<>(kind, provider, FieldRules.of(kind.parameters()), objects, renderer(), shared);
    }

    private ManagedReconciler<P, O, R, S> reconciler() {
        var made = new ManagedReconciler<>(kind, convergence, renderer(), objects, shared);
        shared.references().wakers(kind.type(), key -> woken.add(key.name()));
        convergence.polls().ifPresent(polls -> polls.wakes(key -> broughtAlong.add(key.name())));
        return made;
    }

    void noteAtStart(R object) {
        convergence.noteReferences(object);
    }

    void passes(Duration time) {
        clock.passes(time);
    }

    Instant now() {
        return clock.instant();
    }

    /** One reconciliation. Returns when to come back; empty where never. */
    Optional<Duration> reconcile(String name) {
        return reconcile(objects.get(name).orElseThrow());
    }

    /** One reconciliation of an object as the cache has it. */
    Optional<Duration> reconcile(R object) {
        var control = reconciler.reconcile(object, context(false));
        if (control.isPatchStatus()) {
            objects.patchStatus(control.getResource().orElseThrow());
        }
        return control.getScheduleDelay().map(Duration::ofMillis);
    }

    /** What the framework says when an object has gone from the cache. */
    void gone(R object) {
        reconciler.reconcile(object, context(true));
    }

    /** Reconciles as often as the reconciler asks for it, in its own time, until nothing happens any more. */
    void settle(String name) {
        for (int i = 0; i < PATIENCE; i++) {
            if (!objects.exists(name)) {
                return;
            }
            var before = objects.writes.size() + mutations();
            var again = reconcile(name);
            if (objects.writes.size() + mutations() == before && isSettled(name)) {
                return;
            }
            passes(again.orElse(Duration.ZERO));
        }
        throw new AssertionError("not quiet after " + PATIENCE + " reconciliations: " + objects.text(name));
    }

    /** Reconciles some times, where something holds the object up. */
    void settleFor(String name, int times) {
        for (int i = 0; i < times; i++) {
            passes(reconcile(name).orElse(Duration.ZERO));
        }
    }

    private boolean isSettled(String name) {
        return objects.get(name)
                .map(o -> o.getStatus() != null
                        && Conditions.find(o.getStatus().conditions(), Conditions.RECONCILING) == null)
                .orElse(true);
    }

    /** An object that exists, is as wanted, and has nothing more to do. */
    void inSync(String name, String forProvider) {
        objects.apply(name, forProvider);
        settle(name);
        if (!condition(name, Conditions.READY).startsWith("True")) {
            throw new AssertionError(objects.text(name));
        }
        forget();
    }

    /** Forgets what was counted and told so far. */
    void forget() {
        secrets.writes.clear();
        objects.writes.clear();
        events.clear();
        judged.clear();
        woken.clear();
        broughtAlong.clear();
    }

    /** Rejects each change for which this says why. */
    void forbid(Function<Change, @Nullable String> objection) {
        policy = change -> {
            var why = objection.apply(change);
            return why == null
                    ? PolicySet.Judgement.NOTHING
                    : new PolicySet.Judgement(List.of(violation(why)), List.of(), List.of());
        };
    }

    static Violation violation(String message) {
        return new Violation("the-policy", message, null, null, null);
    }

    ManagedStatus<P, O> status(String name) {
        return objects.get(name).orElseThrow().getStatus();
    }

    /** A condition as {@code True/Available}; {@code none} where there is none. */
    String condition(String name, String type) {
        var status = status(name);
        var condition = status == null ? null : Conditions.find(status.conditions(), type);
        return condition == null ? "none" : condition.getStatus() + "/" + condition.getReason();
    }

    String message(String name, String type) {
        var condition = Conditions.find(status(name).conditions(), type);
        return condition == null ? "" : condition.getMessage();
    }

    List<DriftRecord> drift(String name) {
        var drift = status(name).drift();
        return drift == null ? List.of() : drift;
    }

    List<String> events(String reason) {
        return events.stream().filter(e -> e.split(" ")[1].equals(reason)).toList();
    }

    double counted(String metric, String... tags) {
        var counter = metrics.find(metric).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    @Nullable
    String externalName(String name) {
        return objects.get(name).orElseThrow().annotation(Sluice.EXTERNAL_NAME);
    }

    @SuppressWarnings("unchecked")
    private Context<R> context(boolean deleted) {
        return (Context<R>) Proxy.newProxyInstance(
                Kernel.class.getClassLoader(), new Class<?>[] {Context.class}, (p, method, a) -> {
                    if (method.getName().equals("isPrimaryResourceDeleted")) {
                        return deleted;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private final class Policies implements PolicySet {
        private final String digest;

        Policies(String digest) {
            this.digest = digest;
        }

        @Override
        public String digest() {
            return digest;
        }

        @Override
        public Judgement judge(Change change) {
            judged.add(change);
            return policy.apply(change);
        }
    }

    private final class Recorder implements EventRecorder {
        @Override
        public void normal(HasMetadata about, String reason, String message) {
            events.add("Normal " + reason + " " + message);
        }

        @Override
        public void warning(HasMetadata about, String reason, String message) {
            events.add("Warning " + reason + " " + message);
        }
    }
}
