package dev.sluice.policy;

import dev.sluice.gate.PolicySet;
import dev.sluice.gate.rego.PolicyCompiler;
import dev.sluice.gate.rego.PolicyDefinition;
import dev.sluice.kube.Backoff;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the revisions that should be in force, compiles them together in the background, and swaps the set in force
 * when that has worked. Until then the old set decides.
 *
 * <p>Changes that come in a burst are compiled once: a load starts {@link #QUIET} after the first of them.
 */
public final class PolicyLoader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyLoader.class);
    private static final Duration QUIET = Duration.ofMillis(50);
    private static final String SET = "set";

    private final PolicyCompiler compiler;
    private final MeterRegistry metrics;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("policy-loader").daemon().factory());
    private final Backoff backoff = new Backoff();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Guarded by this. */
    private final Map<String, PolicyDefinition> offered = new TreeMap<>();

    /** Guarded by this: true once every Policy that the cluster held at start has been offered. */
    private boolean complete;

    /** Guarded by this. */
    private boolean scheduled;

    private volatile @Nullable Loaded loaded;
    private volatile @Nullable String failure;

    public PolicyLoader(PolicyCompiler compiler, MeterRegistry metrics) {
        this.compiler = compiler;
        this.metrics = metrics;
    }

    /** The set in force; null until the first one is loaded. */
    public @Nullable PolicySet current() {
        var now = loaded;
        return now == null ? null : now.set();
    }

    /** The revisions in force, by the policies' names. */
    public Map<String, PolicyDefinition> inForce() {
        var now = loaded;
        return now == null ? Map.of() : now.policies();
    }

    /** Whether exactly this revision decides now. */
    public boolean isInForce(PolicyDefinition policy) {
        var loaded = inForce().get(policy.name());
        return loaded != null && loaded.digest().equals(policy.digest());
    }

    /** Why the last load failed, or null. */
    public @Nullable String failure() {
        return failure;
    }

    /** Called, from the loader's thread, after every load, whether it worked or not. */
    public void onLoad(Runnable listener) {
        listeners.add(listener);
    }

    /** Wants this revision in force. */
    public synchronized void offer(PolicyDefinition policy) {
        var before = offered.put(policy.name(), policy);
        if (before == null || !before.digest().equals(policy.digest())) {
            schedule();
        }
    }

    public synchronized void withdraw(String name) {
        if (offered.remove(name) != null) {
            schedule();
        }
    }

    /**
     * Says that all policies known at start were offered. Nothing is loaded before: a set with half of the policies
     * would admit what the other half forbids.
     */
    public synchronized void startLoading() {
        complete = true;
        schedule();
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }

    private void schedule() {
        if (complete && !scheduled) {
            scheduled = true;
            after(loaded == null ? Duration.ZERO : QUIET, this::load);
        }
    }

    private void after(Duration delay, Runnable task) {
        try {
            // The task reports its own failures.
            var unused = worker.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed; nothing is loaded any more");
        }
    }

    private void load() {
        Map<String, PolicyDefinition> policies;
        synchronized (this) {
            policies = Map.copyOf(offered);
            scheduled = false;
        }
        var started = System.nanoTime();
        var outcome = "success";
        try {
            var set = policies.isEmpty() ? PolicySet.empty() : compiler.compile(policies.values());
            loaded = new Loaded(policies, set);
            failure = null;
            backoff.reset(SET);
            LOG.info("policies={} set={} loaded", policies.size(), set.digest());
        } catch (RuntimeException | StackOverflowError e) {
            outcome = "error";
            failure = String.valueOf(e.getMessage());
            LOG.error("the policies could not be loaded together; the set before stays in force", e);
            // It may have been the machine and not the policies.
            after(backoff.next(SET), this::loadAgain);
        }
        Timer.builder("sluice_policy_ingestion_duration")
                .description("Time to compile and load all policies.")
                .tag("status", outcome)
                .register(metrics)
                .record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
        listeners.forEach(PolicyLoader::tell);
    }

    private void loadAgain() {
        if (failure != null) {
            load();
        }
    }

    private static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.error("somebody could not be told of the policies that were loaded", e);
        }
    }

    private record Loaded(Map<String, PolicyDefinition> policies, PolicySet set) {}
}
