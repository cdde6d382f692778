package dev.sluice.report;

import dev.sluice.api.Sluice;
import dev.sluice.gate.Gate;
import dev.sluice.gate.Namespaces;
import dev.sluice.gate.rego.PolicyDefinition;
import dev.sluice.kube.Backoff;
import dev.sluice.provider.Confidential;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps reports on what stands in the cluster: what changes is judged when it does, everything is judged after policies
 * have changed and once in a while. One thread decides what is next, two judge; objects are read page by page and
 * forgotten.
 */
public final class Audit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private static final int AT_ONCE = 2;
    private static final long PAGE = 200;
    private static final int SOME = 100;
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final String PASS = "pass";

    private final KubernetesClient client;
    private final Gate gate;
    private final Supplier<Map<String, PolicyDefinition>> inForce;
    private final Auditor auditor;
    private final AuditedKinds kinds;
    private final ReportStore store;
    private final Tallies tallies;
    private final Denials denials;
    private final MeterRegistry metrics;
    private final InstantSource clock;
    private final Duration every;
    private final Changes changes = new Changes();
    private final Map<AuditedKind, KindWatch> watches = new HashMap<>();
    private final Backoff backoff = new Backoff();

    /** What was judged, by the object's UID. */
    private final Map<String, Judged> judged = new ConcurrentHashMap<>();

    private final ExecutorService workers = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().name("audit-", 0).daemon().factory());
    private final Thread thread = Thread.ofPlatform().name("audit").daemon().unstarted(this::run);

    private Map<String, String> served = Map.of();
    private Instant nextPass = Instant.MIN;
    private Instant nextLook = Instant.MIN;
    private volatile boolean closed;

    /** @param wish digest of what was judged, as the watch has it */
    private record Judged(
            String namespace,
            AuditedKind kind,
            String policySet,
            @Nullable String wish) {}

    /**
     * @param inForce the policies that decide, by name
     * @param managedGroups API groups of the managed kinds and provider configurations
     * @param every how often everything is judged, whether or not anything is known to have changed
     */
    public Audit(
            KubernetesClient client,
            Gate gate,
            Supplier<Map<String, PolicyDefinition>> inForce,
            Confidential confidential,
            Namespaces namespaces,
            Collection<String> managedGroups,
            Denials denials,
            MeterRegistry metrics,
            InstantSource clock,
            Duration every) {
        this.client = client;
        this.gate = gate;
        this.inForce = inForce;
        this.auditor = new Auditor(gate, confidential, namespaces);
        this.kinds = new AuditedKinds(client, managedGroups);
        this.store = new ReportStore(client);
        this.tallies = new Tallies(metrics);
        this.denials = denials;
        this.metrics = metrics;
        this.clock = clock;
        this.every = every;
    }

    public void start() {
        thread.start();
    }

    /** Everything has to be judged again: by other policies, or with other exemptions. */
    public void judgeEverything() {
        changes.everything();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        workers.shutdownNow();
        try {
            thread.join(STEP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watches.values().forEach(KindWatch::close);
    }

    private void run() {
        while (!closed) {
            try {
                step();
                backoff.reset(PASS);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (closed) {
                    return;
                }
                LOG.warn("the audit was interrupted by an error and is begun again: {}", e.toString());
                changes.everything();
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(backoff.next(PASS));
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private void step() throws InterruptedException {
        if (!gate.ready()) {
            Thread.sleep(200);
            return;
        }
        changes.await(STEP.toMillis());
        var now = clock.instant();
        if (now.isAfter(nextLook)) {
            look(now);
        }
        if (now.isAfter(nextPass)) {
            changes.everything();
        }
        if (changes.takeEverything()) {
            nextPass = now.plus(every);
            pass();
        }
        drain();
        denials.take().forEach(store::write);
    }

    /** What the API server serves may have changed, and with it what is audited and how reports are written. */
    private void look(Instant now) {
        var groups = kinds.served();
        var reportsChanged = store.look(groups.keySet());
        if (reportsChanged || !groups.equals(served)) {
            changes.everything();
        }
        served = groups;
        nextLook = now.plus(LOOK);
    }

    /** Judges everything, and takes away the reports on what is not there, or not audited, any more. */
    private void pass() throws InterruptedException {
        var started = System.nanoTime();
        look(clock.instant());
        changes.takeEverything();
        var policies = List.copyOf(inForce.get().values());
        var wanted = kinds.of(policies, served);
        watch(wanted);
        var reports = store.existing();
        var seen = ConcurrentHashMap.<ReportStore.Key>newKeySet();
        var complete = true;
        for (var kind : wanted) {
            complete &= pass(kind, policies, seen);
        }
        if (complete) {
            forget(reports, seen);
        }
        Timer.builder("sluice_audit_pass_duration")
                .description("Time to judge everything that stands in the cluster.")
                .register(metrics)
                .record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
        LOG.info(
                "audit kinds={} objects={} policies={} took={} ms",
                wanted.size(),
                seen.size(),
                policies.size(),
                (System.nanoTime() - started) / 1_000_000);
    }

    private void watch(Set<AuditedKind> wanted) {
        watches.entrySet().removeIf(entry -> {
            var gone = !wanted.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        wanted.forEach(kind -> watches.computeIfAbsent(kind, k -> new KindWatch(client, k, new Told())));
    }

    private final class Told implements KindWatch.Listener {
        @Override
        public void changed(AuditedKind kind, String namespace, String name) {
            changes.add(new Changes.Changed(kind, namespace, name));
        }

        @Override
        public void gone(String namespace, String uid) {
            changes.add(new Changes.Gone(namespace, uid));
        }
    }

    /** @return false when the objects of the kind could not be listed */
    private boolean pass(AuditedKind kind, List<PolicyDefinition> policies, Set<ReportStore.Key> seen)
            throws InterruptedException {
        var all = client.genericKubernetesResources(kind.context()).inAnyNamespace();
        var options = new ListOptionsBuilder().withLimit(PAGE).build();
        String next;
        do {
            List<GenericKubernetesResource> items;
            try {
                var page = all.list(options);
                items = page.getItems();
                next = page.getMetadata().getContinue();
                options.setContinue(next);
            } catch (RuntimeException e) {
                LOG.warn("kind={} cannot be listed for the audit: {}", kind.kind(), e.getMessage());
                return false;
            }
            items.forEach(object -> seen.add(key(object)));
            together(items.stream()
                    .<Runnable>map(object -> () -> listed(kind, object, policies))
                    .toList());
            drain();
        } while (next != null && !next.isEmpty());
        return true;
    }

    private void listed(AuditedKind kind, GenericKubernetesResource object, List<PolicyDefinition> policies) {
        var watch = watches.get(kind);
        if (watch == null || watch.isCurrent(object)) {
            judge(kind, object, policies);
        } else {
            changes.add(new Changes.Changed(
                    kind, key(object).namespace(), object.getMetadata().getName()));
        }
    }

    private void forget(Collection<ReportStore.Key> reports, Set<ReportStore.Key> seen) {
        reports.stream().filter(key -> !seen.contains(key)).forEach(store::delete);
        judged.forEach((uid, known) -> {
            if (!seen.contains(new ReportStore.Key(known.namespace(), uid))) {
                tallies.remove(uid);
                judged.remove(uid);
            }
        });
    }

    private void drain() throws InterruptedException {
        var policies = List.copyOf(inForce.get().values());
        var some = changes.take(SOME);
        while (!some.isEmpty()) {
            together(some.stream().<Runnable>map(c -> () -> handle(c, policies)).toList());
            some = changes.take(SOME);
        }
    }

    private void handle(Changes.Change change, List<PolicyDefinition> policies) {
        switch (change) {
            case Changes.Gone gone -> {
                store.delete(new ReportStore.Key(gone.namespace(), gone.uid()));
                tallies.remove(gone.uid());
                judged.remove(gone.uid());
            }
            case Changes.Changed changed -> {
                var object = read(changed);
                if (object != null && !isJudged(changed.kind(), object)) {
                    judge(changed.kind(), object, policies);
                }
            }
        }
    }

    private @Nullable GenericKubernetesResource read(Changes.Changed changed) {
        var all = client.genericKubernetesResources(changed.kind().context());
        return changed.kind().namespaced()
                ? all.inNamespace(changed.namespace()).withName(changed.name()).get()
                : all.withName(changed.name()).get();
    }

    private boolean isJudged(AuditedKind kind, GenericKubernetesResource object) {
        return fingerprint(kind, object).equals(judged.get(object.getMetadata().getUid()));
    }

    private Judged fingerprint(AuditedKind kind, GenericKubernetesResource object) {
        return new Judged(key(object).namespace(), kind, gate.policySet(), KindWatch.digest(object));
    }

    private void judge(AuditedKind kind, GenericKubernetesResource object, List<PolicyDefinition> policies) {
        var meta = object.getMetadata();
        var fingerprint = fingerprint(kind, object);
        var verdicts = auditor.judge(kind, object, policies).orElse(null);
        if (verdicts == null) {
            return;
        }
        var key = key(object);
        var subject = new ObjectReport.Subject(
                kind.apiVersion(), kind.kind(), key.namespace(), meta.getName(), meta.getUid());
        var at = clock.instant();
        var entries =
                verdicts.stream().map(v -> new ObjectReport.Entry(v, null, at)).toList();
        tallies.set(meta.getUid(), verdicts);
        store.write(new ObjectReport(key.namespace(), key.name(), subject, source(object), entries));
        judged.put(meta.getUid(), fingerprint);
    }

    private static ReportStore.Key key(GenericKubernetesResource object) {
        var meta = object.getMetadata();
        return new ReportStore.Key(meta.getNamespace() == null ? "" : meta.getNamespace(), meta.getUid());
    }

    /** Where in Git it comes from, so that whoever reads the report can show the line. */
    private static Map<String, String> source(GenericKubernetesResource object) {
        var source = new HashMap<String, String>();
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        if (annotations != null) {
            for (var name :
                    List.of(Sluice.SOURCE_REPOSITORY, Sluice.SOURCE_REVISION, Sluice.SOURCE_PATH, Sluice.SOURCE_LINE)) {
                var value = annotations.get(name);
                if (value != null) {
                    source.put(name, value);
                }
            }
        }
        return source;
    }

    /** Does these two at a time; the first failure is thrown when all have ended. */
    private void together(List<Runnable> work) throws InterruptedException {
        var tasks = new ArrayList<Callable<Object>>();
        work.forEach(w -> tasks.add(Executors.callable(w)));
        for (var done : workers.invokeAll(tasks)) {
            try {
                done.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
            }
        }
    }
}
