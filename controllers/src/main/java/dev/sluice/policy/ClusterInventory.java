package dev.sluice.policy;

import dev.sluice.api.Policy.InventoryKind;
import dev.sluice.gate.Inventory;
import dev.sluice.gate.rego.PolicyDefinition;
import dev.sluice.provider.Confidential;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of the kinds that policies name, from one watch a kind. Changes that come in a burst are published once.
 *
 * <p>What is confidential is hidden, as in everything that policies see.
 */
public final class ClusterInventory implements Inventory, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterInventory.class);
    private static final Duration QUIET = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** What a new policy set waits for the first list of its kinds. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final Confidential confidential;
    private final InstantSource clock;
    private final Map<InventoryKind, WatchedKind> watched = new ConcurrentHashMap<>();
    private final AtomicBoolean due = new AtomicBoolean();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("policy-inventory").daemon().factory());
    private volatile Snapshot snapshot = new Snapshot(Map.of());

    public ClusterInventory(
            KubernetesClient client, Confidential confidential, MeterRegistry metrics, InstantSource clock) {
        this.client = client;
        this.confidential = confidential;
        this.clock = clock;
        Gauge.builder("sluice_inventory_age", this, inventory -> inventory.age().toMillis() / 1000.0)
                .baseUnit("seconds")
                .description(
                        "How old the oldest of what policies read of the cluster may be; 0 while all watches stand.")
                .register(metrics);
        Gauge.builder("sluice_inventory_objects", this, ClusterInventory::objects)
                .description("Objects of the cluster that policies read.")
                .register(metrics);
        var unused = worker.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Snapshot snapshot() {
        return snapshot;
    }

    /** Watches these kinds too, and waits a while for their first lists, so that policies can be evaluated at once. */
    @Override
    public void expect(Collection<InventoryKind> kinds) {
        var wanted = kinds.stream().map(Inventory::key).collect(Collectors.toUnmodifiableSet());
        wanted.forEach(kind -> watched.computeIfAbsent(kind, this::watch));
        var end = System.nanoTime() + PATIENCE.toNanos();
        wanted.stream().map(watched::get).forEach(one -> {
            if (one != null) {
                one.awaitRead(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            }
        });
        publish();
    }

    /** Ends the watches of kinds that none of these policies names. */
    public void keepFor(Collection<PolicyDefinition> inForce) {
        var needed = inForce.stream()
                .flatMap(policy -> policy.inventory().stream())
                .map(Inventory::key)
                .collect(Collectors.toUnmodifiableSet());
        for (var kind : Set.copyOf(watched.keySet())) {
            if (!needed.contains(kind)) {
                var gone = watched.remove(kind);
                if (gone != null) {
                    gone.close();
                    LOG.info("kind={} is not watched any more: no policy names it", kind.kind());
                }
            }
        }
        publish();
    }

    private WatchedKind watch(InventoryKind kind) {
        LOG.info("kind={} group={} is watched for policies", kind.kind(), kind.group());
        return new WatchedKind(client, kind, confidential, this::changed);
    }

    private void changed() {
        if (due.compareAndSet(false, true)) {
            try {
                var unused = worker.schedule(
                        () -> {
                            due.set(false);
                            publish();
                        },
                        QUIET.toMillis(),
                        TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("closed; nothing is published any more");
            }
        }
    }

    private synchronized void publish() {
        var now = clock.instant();
        var kinds = new HashMap<InventoryKind, Contents>();
        watched.forEach((kind, one) -> kinds.put(kind, one.contents(now)));
        var before = snapshot.kinds();
        var same = kinds.size() == before.size()
                && kinds.entrySet().stream().allMatch(e -> before.get(e.getKey()) == e.getValue());
        if (!same) {
            snapshot = new Snapshot(kinds);
        }
    }

    /** Tries again what could not be watched, and sees who still stands. */
    private void look() {
        try {
            watched.values().forEach(WatchedKind::look);
            publish();
        } catch (RuntimeException e) {
            LOG.warn("the inventory could not be looked after: {}", e.toString());
        }
    }

    private Duration age() {
        return watched.values().stream()
                .map(WatchedKind::age)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private double objects() {
        return watched.values().stream().mapToInt(WatchedKind::size).sum();
    }

    @Override
    public void close() {
        worker.shutdownNow();
        watched.values().forEach(WatchedKind::close);
        watched.clear();
    }
}
