package dev.sluice.exemption;

import dev.sluice.api.Policy;
import dev.sluice.api.PolicyExemption;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import dev.sluice.gate.Exemptions;
import dev.sluice.gate.Namespaces;
import dev.sluice.gate.rego.Scope;
import dev.sluice.kube.Watch;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exemptions of the cluster from a watch, asked at every decision: by the clock of that moment, so that one ends at
 * every gate at once. Until they are read nothing is exempt.
 */
public final class ClusterExemptions implements Exemptions, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterExemptions.class);

    /** A timer that is asked for a long time may be late; it is set again. */
    private static final Duration LONGEST_TIMER = Duration.ofHours(1);

    private final InstantSource clock;
    private final Uses uses = new Uses();
    private final @Nullable SharedIndexInformer<PolicyExemption> informer;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("exemptions").daemon().factory());
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile List<Valid> valid = List.of();

    /** One that can be used, until it expires. */
    private record Valid(
            String name,
            Set<String> policies,
            @Nullable Scope scope,
            boolean byLabels,
            @Nullable String planHash,
            Instant expires) {}

    public ClusterExemptions(KubernetesClient client, InstantSource clock) {
        this(client.resources(PolicyExemption.class).runnableInformer(0), clock);
    }

    private ClusterExemptions(@Nullable SharedIndexInformer<PolicyExemption> informer, InstantSource clock) {
        this.informer = informer;
        this.clock = clock;
    }

    /** These, and no others. */
    static ClusterExemptions of(Collection<PolicyExemption> all, InstantSource clock) {
        var exemptions = new ClusterExemptions((SharedIndexInformer<PolicyExemption>) null, clock);
        exemptions.know(all);
        return exemptions;
    }

    /** @param listener called when something may be exempt that was not, or the other way round */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    public void start() {
        if (informer != null) {
            Watch.start(informer, "PolicyExemptions", new Changed(informer));
        }
    }

    /** What was exempted lately. */
    Uses uses() {
        return uses;
    }

    @Override
    public @Nullable String covering(Change change, Violation violation, Instant at) {
        for (var exemption : valid) {
            if (exemption.policies().contains(violation.policy())
                    && at.isBefore(exemption.expires())
                    && covers(exemption, change)) {
                uses.used(exemption.name(), change, violation, at);
                return exemption.name();
            }
        }
        return null;
    }

    /** By the object as it would be; nothing is exempt by labels that cannot be looked at. */
    private static boolean covers(Valid exemption, Change change) {
        if (exemption.planHash() != null) {
            var external = change.external();
            if (external == null || external.plan() == null || !external.plan().startsWith(exemption.planHash())) {
                return false;
            }
        }
        if (exemption.scope() == null) {
            return true;
        }
        var object = change.object() != null ? change.object() : change.oldObject();
        if (exemption.byLabels() && object == null) {
            return false;
        }
        var asItWouldBe = new Change(
                change.gate(),
                change.operation(),
                change.subject(),
                object,
                null,
                null,
                null,
                List.of(),
                null,
                null,
                null);
        return exemption.scope().covers(asItWouldBe, Namespaces.UNKNOWN);
    }

    void know(Collection<PolicyExemption> all) {
        valid = all.stream()
                .filter(exemption -> exemption.getSpec() != null
                        && Validity.objection(exemption).isEmpty())
                .map(ClusterExemptions::valid)
                .sorted(Comparator.comparing(Valid::name))
                .toList();
        wakeAtNextEnd();
    }

    private static Valid valid(PolicyExemption exemption) {
        var spec = exemption.getSpec();
        var match = spec.match();
        var scope = match == null
                ? null
                : Scope.of(new Policy.Match(
                        null,
                        match.kinds(),
                        match.namespaces(),
                        null,
                        match.names(),
                        null,
                        match.labelSelector(),
                        null,
                        null));
        return new Valid(
                exemption.getMetadata().getName(),
                Set.copyOf(spec.policies()),
                scope,
                match != null && match.labelSelector() != null,
                spec.planHash(),
                Validity.expires(spec));
    }

    private void wakeAtNextEnd() {
        var now = clock.instant();
        valid.stream()
                .map(Valid::expires)
                .filter(now::isBefore)
                .min(Comparator.naturalOrder())
                .map(next -> Duration.between(now, next))
                .ifPresent(this::wakeIn);
    }

    private void wakeIn(Duration time) {
        var delay = time.compareTo(LONGEST_TIMER) < 0 ? time.plusMillis(1) : LONGEST_TIMER;
        try {
            // The task reports its own failures.
            var unused = timer.schedule(this::timePassed, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed; nobody waits for the end of an exemption any more");
        }
    }

    private void timePassed() {
        wakeAtNextEnd();
        changed();
    }

    private void changed() {
        for (var listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.error("somebody could not be told of the exemptions", e);
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        if (informer != null) {
            informer.close();
        }
    }

    private final class Changed implements ResourceEventHandler<PolicyExemption> {
        private final SharedIndexInformer<PolicyExemption> from;

        Changed(SharedIndexInformer<PolicyExemption> from) {
            this.from = from;
        }

        @Override
        public void onAdd(PolicyExemption exemption) {
            again();
        }

        @Override
        public void onUpdate(PolicyExemption before, PolicyExemption now) {
            // Our own status is no change.
            if (!before.getSpec().equals(now.getSpec())
                    || !Objects.equals(
                            before.getMetadata().getAnnotations(),
                            now.getMetadata().getAnnotations())) {
                again();
            }
        }

        @Override
        public void onDelete(PolicyExemption exemption, boolean finalStateUnknown) {
            again();
        }

        private void again() {
            know(from.getStore().list());
            changed();
        }
    }
}
