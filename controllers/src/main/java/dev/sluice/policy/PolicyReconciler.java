package dev.sluice.policy;

import dev.sluice.api.Policy;
import dev.sluice.gate.rego.Checked;
import dev.sluice.gate.rego.PolicyCompiler;
import dev.sluice.gate.rego.PolicyDefinition;
import dev.sluice.kube.Backoff;
import dev.sluice.kube.Conditions;
import dev.sluice.kube.EventRecorder;
import dev.sluice.kube.LeanStore;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a Policy, offers it to the {@link PolicyLoader}, and says in its status what is in force.
 *
 * <p>A revision that does not compile is never offered: the revision before, kept whole in {@code status.inForce} so
 * that it survives a restart, stays in force.
 */
@ControllerConfiguration(name = "policy")
public final class PolicyReconciler implements Reconciler<Policy> {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyReconciler.class);

    /** Not a name that a Policy can have. */
    private static final String BOOTSTRAP = "";

    private final PolicyCompiler compiler;
    private final PolicyLoader loader;
    private final EventRecorder events;
    private final Proof proof;
    private final InstantSource clock;
    private final Backoff backoff = new Backoff();
    private final SimpleInboundEventSource<Policy> reloaded = new SimpleInboundEventSource<>("policies-loaded");

    /** The verdict on the latest specification of each Policy: checking costs a process, asking again costs nothing. */
    private final Map<String, Verdict> verdicts = new ConcurrentHashMap<>();

    /** Of each Policy the specification last offered and the one that is loaded, by digest. */
    private final Map<String, Map<String, Policy.Spec>> offered = new ConcurrentHashMap<>();

    public PolicyReconciler(PolicyCompiler compiler, PolicyLoader loader, EventRecorder events, InstantSource clock) {
        this(compiler, loader, Proof.NONE, events, clock);
    }

    /** @param proof that what is loaded is in force */
    public PolicyReconciler(
            PolicyCompiler compiler, PolicyLoader loader, Proof proof, EventRecorder events, InstantSource clock) {
        this.compiler = compiler;
        this.loader = loader;
        this.proof = proof;
        this.events = events;
        this.clock = clock;
        loader.onLoad(this::tellAll);
        proof.onChange(name -> reloaded.propagateEvent(new ResourceID(name)));
    }

    public static void configure(ControllerConfigurationOverrider<Policy> config) {
        config.withGenerationAware(true).withTriggerReconcilerOnAllEvents(true).withItemStore(new LeanStore<>());
    }

    /**
     * Offers what the cluster holds at start, all at once, so that the first set in force is the whole one. Returns when
     * that has worked, however long it takes: half of the policies would admit what the other half forbids.
     */
    public void bootstrap(Supplier<? extends Collection<Policy>> policies) {
        try {
            while (!offeredAll(policies)) {
                Thread.sleep(backoff.next(BOOTSTRAP));
            }
            backoff.reset(BOOTSTRAP);
            loader.startLoading();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean offeredAll(Supplier<? extends Collection<Policy>> policies) {
        try {
            policies.get().parallelStream().forEach(this::offerAtStart);
            return true;
        } catch (RuntimeException e) {
            LOG.error("the policies cannot be read or checked, and nothing is admitted before; tried again", e);
            return false;
        }
    }

    /**
     * A revision that was in force before the restart is not looked at alone again, which is four processes for each: were
     * it found wanting, it would be offered as the last good one all the same.
     */
    private void offerAtStart(Policy policy) {
        if (wasInForce(policy)) {
            offer(PolicyDefinition.of(policy.getMetadata().getName(), policy.getSpec()), policy.getSpec());
        } else {
            offer(policy);
        }
    }

    private static boolean wasInForce(Policy policy) {
        var inForce = policy.getStatus() == null ? null : policy.getStatus().inForce();
        return inForce != null && inForce.spec().equals(policy.getSpec());
    }

    @Override
    public List<EventSource<?, Policy>> prepareEventSources(EventSourceContext<Policy> context) {
        return List.of(reloaded);
    }

    @Override
    public UpdateControl<Policy> reconcile(Policy policy, Context<Policy> context) {
        var name = policy.getMetadata().getName();
        if (context.isPrimaryResourceDeleted() || policy.isMarkedForDeletion()) {
            verdicts.remove(name);
            offered.remove(name);
            backoff.reset(name);
            proof.forget(name);
            loader.withdraw(name);
            return UpdateControl.noUpdate();
        }
        try {
            var control = judged(policy, name);
            backoff.reset(name);
            proof.trouble(name, null);
            return control;
        } catch (RuntimeException e) {
            proof.trouble(name, String.valueOf(e.getMessage()));
            LOG.error("policy={} could not be checked; what is in force stays, and it is tried again", name, e);
            return UpdateControl.<Policy>noUpdate().rescheduleAfter(backoff.next(name));
        }
    }

    private UpdateControl<Policy> judged(Policy policy, String name) {
        var checked = offer(policy);
        var latest = PolicyDefinition.of(name, policy.getSpec());
        if (!loader.isInForce(latest) && proof.isHeldByAnother(name, latest.digest())) {
            return UpdateControl.noUpdate();
        }
        var status = status(policy, checked);
        if (PolicyConditions.same(policy.getStatus(), status)) {
            return UpdateControl.noUpdate();
        }
        tell(policy, status);
        var patch = new Policy();
        patch.setMetadata(new ObjectMetaBuilder().withName(name).build());
        patch.setStatus(status);
        return UpdateControl.patchStatus(patch);
    }

    /** Null for a revision that was in force before a restart: what was said of it then still stands. */
    private @Nullable PolicyVerdict offer(Policy policy) {
        var name = policy.getMetadata().getName();
        var spec = policy.getSpec();
        var definition = PolicyDefinition.of(name, spec);
        var verdict = verdicts.compute(
                name, (n, old) -> old != null && stands(old, definition) ? old : verdict(policy, definition, spec));
        switch (verdict.of() == null ? null : verdict.of().checked()) {
            case null -> offer(definition, spec);
            case Checked.Compiled compiled -> offer(definition, spec);
            case Checked.Broken broken -> {
                var lastGood =
                        policy.getStatus() == null ? null : policy.getStatus().inForce();
                // What this process has offered before stays; after a restart it is what the status says was in force.
                if (lastGood != null && !offered.containsKey(name)) {
                    offer(PolicyDefinition.of(name, lastGood.spec()), lastGood.spec());
                }
            }
        }
        return verdict.of();
    }

    private void offer(PolicyDefinition definition, Policy.Spec spec) {
        offered.compute(definition.name(), (name, before) -> {
            var kept = new HashMap<String, Policy.Spec>();
            var loaded = loader.inForce().get(name);
            if (before != null && loaded != null && before.containsKey(loaded.digest())) {
                kept.put(loaded.digest(), before.get(loaded.digest()));
            }
            kept.put(definition.digest(), spec);
            return Map.copyOf(kept);
        });
        loader.offer(definition);
    }

    private Verdict verdict(Policy policy, PolicyDefinition definition, Policy.Spec spec) {
        var stands = loader.failure() == null && wasInForce(policy) && wasFoundGood(policy);
        return new Verdict(definition.digest(), stands ? null : PolicyVerdict.of(compiler, definition, spec));
    }

    /** Where all do not load together, each is looked at, to say which is at fault. */
    private boolean stands(Verdict verdict, PolicyDefinition definition) {
        return verdict.digest().equals(definition.digest()) && (verdict.of() != null || loader.failure() == null);
    }

    /** Before a restart, in this generation. */
    private static boolean wasFoundGood(Policy policy) {
        var status = policy.getStatus();
        var compiled = status == null ? null : Conditions.find(status.conditions(), PolicyConditions.COMPILED);
        return compiled != null
                && "True".equals(compiled.getStatus())
                && Objects.equals(
                        compiled.getObservedGeneration(), policy.getMetadata().getGeneration());
    }

    private Policy.Status status(Policy policy, @Nullable PolicyVerdict checked) {
        var meta = policy.getMetadata();
        var old = policy.getStatus();
        var conditions = new Conditions(old == null ? null : old.conditions(), meta.getGeneration(), clock);
        var inForce = inForce(policy);
        var current = loader.isInForce(PolicyDefinition.of(meta.getName(), policy.getSpec()));
        var verdict =
                inForce == null ? null : proof.of(meta.getName(), inForce.digest(), old == null ? null : old.probe());
        PolicyConditions.write(conditions, checked, inForce, current, verdict, loader.failure());
        return new Policy.Status(
                meta.getGeneration(),
                conditions.list(),
                inForce,
                engine(old, checked),
                checked == null ? (old == null ? null : old.tests()) : checked.tests(),
                verdict == null ? null : verdict.replicas(),
                verdict == null ? null : verdict.probe());
    }

    private static @Nullable String engine(Policy.@Nullable Status old, @Nullable PolicyVerdict verdict) {
        return verdict != null && verdict.checked() instanceof Checked.Compiled compiled
                ? compiled.engine().label()
                : old == null ? null : old.engine();
    }

    private Policy.@Nullable InForce inForce(Policy policy) {
        var name = policy.getMetadata().getName();
        var loaded = loader.inForce().get(name);
        var old = policy.getStatus() == null ? null : policy.getStatus().inForce();
        if (loaded == null || (old != null && old.digest().equals(loaded.digest()))) {
            return loaded == null ? null : old;
        }
        var spec = offered.getOrDefault(name, Map.of()).get(loaded.digest());
        if (spec == null) {
            // Two revisions were offered while one was loaded; the next load says which it is.
            return old;
        }
        return new Policy.InForce(
                spec.equals(policy.getSpec()) ? policy.getMetadata().getGeneration() : null,
                loaded.digest(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                spec);
    }

    private void tell(Policy policy, Policy.Status next) {
        var before = policy.getStatus() == null
                ? null
                : Conditions.find(policy.getStatus().conditions(), Conditions.READY);
        var ready = Conditions.find(next.conditions(), Conditions.READY);
        if (ready == null
                || (before != null
                        && Objects.equals(before.getReason(), ready.getReason())
                        && Objects.equals(before.getMessage(), ready.getMessage()))) {
            return;
        }
        switch (ready.getReason()) {
            case "InForce" -> events.normal(policy, "PolicyInForce", ready.getMessage());
            case "CompileFailed", "ParametersInvalid", "TestsFailed" ->
                events.warning(policy, "Policy" + ready.getReason(), ready.getMessage());
            case "WebhookBroken", "ReplicasDiffer", "ProbeFailed" ->
                events.warning(policy, "PolicyNotInForce", ready.getMessage());
            case "LoadFailed" -> events.warning(policy, "PolicyLoadFailed", ready.getMessage());
            default -> {}
        }
    }

    private void tellAll() {
        verdicts.keySet().forEach(name -> reloaded.propagateEvent(new ResourceID(name)));
    }

    /** @param of null for a revision that was in force before a restart: what was said of it then still stands */
    private record Verdict(String digest, @Nullable PolicyVerdict of) {}
}
