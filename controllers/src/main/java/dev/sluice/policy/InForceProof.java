package dev.sluice.policy;

import dev.sluice.admission.WebhookProbe.Result;
import dev.sluice.api.Policy;
import dev.sluice.policy.Replicas.Held;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves that policies are in force: every replica has loaded the revision, and it answers at the API server.
 *
 * <p>The way through the API server to the webhook is tried every {@link #TICK}, each policy after every load and every
 * {@link #ROUND}.
 */
public final class InForceProof implements Proof, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InForceProof.class);

    /** With the time that the API server gives the webhook, below the ten seconds in which a broken one is noticed. */
    private static final Duration TICK = Duration.ofSeconds(4);

    private static final Duration ROUND = Duration.ofMinutes(3);

    private final PolicyLoader loader;
    private final Replicas replicas;
    private final Function<String, Result> probe;
    private final WebhookWatch webhook;
    private final InstantSource clock;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("in-force").daemon().factory());
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    private final List<Runnable> looks = new CopyOnWriteArrayList<>();

    private final Map<String, String> troubles = new ConcurrentHashMap<>();
    private final Map<String, Policy.Probe> probes = new ConcurrentHashMap<>();
    private final Map<String, State> states = new ConcurrentHashMap<>();
    private Map<String, Map<String, Held>> seen = Map.of();
    private Instant round = Instant.EPOCH;

    InForceProof(
            PolicyLoader loader,
            Replicas replicas,
            Function<String, Result> probe,
            WebhookWatch webhook,
            InstantSource clock) {
        this.loader = loader;
        this.replicas = replicas;
        this.probe = probe;
        this.webhook = webhook;
        this.clock = clock;
    }

    /** @param probe asks the API server which revision of a policy decides; see WebhookProbe */
    public static InForceProof of(
            KubernetesClient client,
            String namespace,
            String replica,
            PolicyLoader loader,
            Function<String, Result> probe,
            WebhookWatch webhook,
            InstantSource clock) {
        return new InForceProof(loader, new Replicas(client, namespace, replica, clock), probe, webhook, clock);
    }

    /** Begins, once everything that is asked is there. */
    public void start() {
        loader.onLoad(this::soon);
        webhook.onChange(this::soon);
        // The task reports its own failures.
        var unused = worker.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        worker.shutdownNow();
        replicas.close();
    }

    @Override
    public void trouble(String policy, @Nullable String message) {
        var before = message == null ? troubles.remove(policy) : troubles.put(policy, message);
        if (message != null && !message.equals(before)) {
            soon();
        }
    }

    @Override
    public void forget(String policy) {
        troubles.remove(policy);
        probes.remove(policy);
        states.remove(policy);
    }

    @Override
    public void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    @Override
    public boolean isHeldByAnother(String policy, String digest) {
        return replicas.all().entrySet().stream()
                .filter(replica -> !replica.getKey().equals(replicas.own()))
                .map(replica -> replica.getValue().get(policy))
                .anyMatch(held -> held != null && held.has(digest));
    }

    /** @param listener called after each look, from the thread that looks */
    public void onLook(Runnable listener) {
        looks.add(listener);
    }

    /** Policies by the state of their proof, for metrics. */
    public Map<String, State> states() {
        return Map.copyOf(states);
    }

    /** Whether the API server asks this webhook, as far as is known. */
    public boolean webhookAnswers() {
        return webhook.broken() == null;
    }

    @Override
    public Verdict of(String policy, String digest, Policy.@Nullable Probe known) {
        var told = replicas.all().entrySet().stream()
                .map(replica -> told(replica.getKey(), replica.getValue().get(policy)))
                .toList();
        var last = newest(probes.get(policy), known);
        var verdict = ForceVerdict.of(digest, told, last, webhook.broken(), clock.instant());
        states.put(policy, verdict.state());
        return verdict;
    }

    private static Policy.Replica told(String name, @Nullable Held held) {
        return held == null
                ? new Policy.Replica(name, null, "", null)
                : new Policy.Replica(name, held.digest(), held.since(), held.message());
    }

    /** Another replica's probe is as good as ours. */
    private static Policy.@Nullable Probe newest(Policy.@Nullable Probe ours, Policy.@Nullable Probe known) {
        if (ours == null || known == null) {
            return ours == null ? known : ours;
        }
        return Instant.parse(known.at()).isBefore(Instant.parse(ours.at())) ? ours : known;
    }

    private void soon() {
        try {
            worker.execute(this::tick);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed; nothing is proven any more");
        }
    }

    void tick() {
        try {
            replicas.exchange(loaded());
            wakeWhoChanged();
            var before = webhook.broken();
            webhook.look();
            if (!Objects.equals(before, webhook.broken())) {
                names().forEach(this::wake);
            }
            if (webhook.isFine()) {
                probeWhatIsDue(before != null);
            }
            states.forEach((name, state) -> {
                if (state != State.TRUE) {
                    wake(name);
                }
            });
            looks.forEach(Runnable::run);
        } catch (RuntimeException e) {
            LOG.warn("it could not be proven what is in force; tried again in {}: {}", TICK, e.toString());
        }
    }

    private Map<String, Held> loaded() {
        var loaded = new TreeMap<String, Held>();
        var failure = loader.failure();
        loader.inForce()
                .forEach((name, policy) ->
                        loaded.put(name, new Held(policy.digest(), "", troubles.getOrDefault(name, failure))));
        troubles.forEach((name, why) -> loaded.putIfAbsent(name, new Held(null, "", why)));
        return loaded;
    }

    private void wakeWhoChanged() {
        Map<String, Map<String, Held>> now = new TreeMap<>(replicas.all());
        if (!now.equals(seen)) {
            seen = now;
            names().forEach(this::wake);
        }
    }

    private List<String> names() {
        var names = new TreeSet<>(loader.inForce().keySet());
        names.addAll(states.keySet());
        return List.copyOf(names);
    }

    private void probeWhatIsDue(boolean all) {
        var now = clock.instant();
        var whole = all || now.isAfter(round.plus(ROUND));
        for (var policy : loader.inForce().values()) {
            var last = probes.get(policy.name());
            if (whole
                    || last == null
                    || last.message() != null
                    || !policy.digest().equals(last.digest())) {
                probe(policy.name(), policy.digest());
            }
        }
        if (whole) {
            round = now;
        }
    }

    private void probe(String policy, String digest) {
        var at = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        switch (probe.apply(policy)) {
            case Result.Answered answered
            when digest.equals(answered.digest()) -> probes.put(policy, new Policy.Probe(at, digest, null));
            case Result.Answered answered ->
                probes.put(
                        policy,
                        new Policy.Probe(
                                at,
                                answered.digest(),
                                "A probe was answered by %s of replica %s."
                                        .formatted(
                                                answered.digest() == null
                                                        ? "no revision"
                                                        : "revision " + ForceVerdict.shortened(answered.digest()),
                                                answered.replica())));
            case Result.Silent silent ->
                probes.put(policy, new Policy.Probe(at, null, "A probe was not answered: %s.".formatted(silent.why())));
            case Result.Unasked unasked -> LOG.warn("policy={} could not be probed: {}", policy, unasked.why());
        }
        wake(policy);
    }

    private void wake(String policy) {
        listeners.forEach(listener -> listener.accept(policy));
    }
}
