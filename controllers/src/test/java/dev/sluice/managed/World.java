package dev.sluice.managed;

import dev.sluice.api.Sluice;
import dev.sluice.api.Violation;
import dev.sluice.api.managed.DriftRecord;
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
import dev.sluice.provider.ProviderConfigException;
import dev.sluice.provider.ServiceAccountToken;
import dev.sluice.provider.field.FieldRules;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Everything around a reconciler, in memory: a cloud, an API server, policies and a clock that is set by hand. */
final class World {
    private static final int PATIENCE = 40;

    final Crashes crashes = new Crashes();
    final FakeObjects objects = new FakeObjects(crashes);
    final FakeCloud cloud;
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

    @Nullable
    String brokenConfiguration;

    /** The one named default. */
    final Configuration configuration = Configuration.named("default");

    /** Of the namespace that all objects are in; null while it is not known. */
    @Nullable
    Map<String, String> namespaceLabels = Map.of();

    final FakeSecrets secrets = new FakeSecrets(crashes, key -> changed(key));

    /** Of the digests of secrets; kept over a restart. */
    byte[] digestKey = {1, 2, 3};

    Shared shared;

    private final Kind<Thing.Parameters, Thing.Outputs, Thing, FakeCloud.Account> kind;
    private final InstantSource clock = () -> this.now;
    private long budgetNanos;
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private Convergence<Thing.Parameters, Thing.Outputs, Thing, FakeCloud.Account> convergence;
    private ManagedReconciler<Thing.Parameters, Thing.Outputs, Thing, FakeCloud.Account> reconciler;

    World(Kind.Identity identity) {
        cloud = new FakeCloud(identity, clock, crashes);
        kind = new Kind<>(Thing.class, Thing.Parameters.class, Thing.Outputs.class, identity, cloud);
        shared = start();
        reconciler = reconciler();
        fillCaches();
    }

    static World withNamesOfOurOwn() {
        return new World(Kind.Identity.DETERMINISTIC);
    }

    /** The process is gone, and a new one knows only what is stored. */
    void restart() {
        restartWithoutCaches();
        fillCaches();
    }

    void restartWithoutCaches() {
        crashes.disarm();
        shared = start();
        reconciler = reconciler();
    }

    void fillCaches() {
        objects.all().forEach(convergence::noteReferences);
        shared.references().read(Thing.class);
        shared.references().complete();
    }

    private Shared start() {
        var gate = new Gate(() -> policySet == null ? null : new Policies(policySet), clock);
        return new Shared(
                gate,
                new Recorder(),
                metrics,
                new Configs(),
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
        return budgetNanos + Duration.between(Instant.EPOCH, now).toNanos();
    }

    private ManagedReconciler<Thing.Parameters, Thing.Outputs, Thing, FakeCloud.Account> reconciler() {
        var rules = FieldRules.of(Thing.Parameters.class);
        var renderer = new StatusRenderer<Thing.Parameters, Thing.Outputs, Thing, FakeCloud.Account>(
                Thing.Parameters.class, new Planner(rules), shared);
        convergence = new Convergence<>(kind, new FakeProvider(), rules, objects, renderer, shared);
        var made = new ManagedReconciler<>(kind, convergence, renderer, objects, shared);
        shared.references().wakers(Thing.class, key -> woken.add(key.name()));
        convergence.polls().orElseThrow().wakes(key -> broughtAlong.add(key.name()));
        return made;
    }

    void noteAtStart(Thing object) {
        convergence.noteReferences(object);
    }

    void passes(Duration time) {
        now = now.plus(time);
    }

    Instant now() {
        return now;
    }

    /** One reconciliation. Returns when to come back; empty where never. */
    Optional<Duration> reconcile(String name) {
        return reconcile(objects.get(name).orElseThrow());
    }

    /** One reconciliation of an object as the cache has it. */
    Optional<Duration> reconcile(Thing object) {
        var control = reconciler.reconcile(object, context(false));
        if (control.isPatchStatus()) {
            objects.patchStatus(control.getResource().orElseThrow());
        }
        return control.getScheduleDelay().map(Duration::ofMillis);
    }

    /** What the framework says when an object has gone from the cache. */
    void gone(Thing object) {
        reconciler.reconcile(object, context(true));
    }

    /** Reconciles as often as the reconciler asks for it, in its own time, until nothing happens any more. */
    void settle(String name) {
        for (int i = 0; i < PATIENCE; i++) {
            if (!objects.exists(name)) {
                return;
            }
            var before = objects.writes.size() + cloud.mutations();
            var again = reconcile(name);
            if (objects.writes.size() + cloud.mutations() == before && isSettled(name)) {
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

    /** A Thing that exists, is as wanted, and has nothing more to do. */
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
        cloud.calls.clear();
        cloud.asked.clear();
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

    ManagedStatus<Thing.Parameters, Thing.Outputs> status(String name) {
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
    private static Context<Thing> context(boolean deleted) {
        return (Context<Thing>)
                Proxy.newProxyInstance(World.class.getClassLoader(), new Class<?>[] {Context.class}, (p, method, a) -> {
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

    private final class FakeProvider implements Provider<FakeCloud.Account> {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public Class<Configuration> configType() {
            return Configuration.class;
        }

        @Override
        public List<Kind<?, ?, ?, FakeCloud.Account>> kinds() {
            return List.of(kind);
        }

        @Override
        public FakeCloud.Account connect(ConfigReader reader, String configName) {
            if (brokenConfiguration != null) {
                throw new ProviderConfigException(brokenConfiguration);
            }
            return new FakeCloud.Account("111122223333");
        }

        @Override
        public void close() {}
    }

    private final class Configs implements ConfigReader {
        @Override
        public <T extends HasMetadata> Optional<T> config(Class<T> type, String name) {
            return Optional.of(type.cast(configuration));
        }

        @Override
        public Optional<Secret> secret(String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public Optional<Map<String, String>> namespaceLabels(String namespace) {
            return Optional.ofNullable(namespaceLabels);
        }

        @Override
        public ServiceAccountToken token(String namespace, String serviceAccount, String audience) {
            throw new UnsupportedOperationException();
        }
    }
}
