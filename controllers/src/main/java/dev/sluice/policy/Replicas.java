package dev.sluice.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.Sluice;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each running Sluice has loaded, told in a Lease of its own beside it. Each writes only its own Lease; one that is
 * not renewed any more is of a replica that is gone.
 *
 * <p>Used by one thread, but for {@link #all}.
 */
final class Replicas implements AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(15);

    /** However our clock goes. */
    private static final Duration LONG_GONE = Duration.ofMinutes(2);

    /** The API server takes 256 KiB of annotations. */
    private static final int MAX_TEXT = 240 * 1024;

    private static final int SHORT_DIGEST = 16;
    private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<TreeMap<String, Held>> POLICIES = new TypeReference<>() {};

    private final KubernetesClient client;
    private final String namespace;
    private final String own;
    private final InstantSource clock;

    private SortedMap<String, Held> written = new TreeMap<>();
    private boolean everWritten;
    private final Map<String, Seen> seen = new HashMap<>();
    private volatile SortedMap<String, SortedMap<String, Held>> all = new TreeMap<>();

    /**
     * What a replica has of one policy.
     *
     * @param digest of the revision by which it decides; null where it has none
     * @param since when
     * @param message why it has not the latest revision
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Held(
            @Nullable String digest, String since, @Nullable String message) {
        boolean has(String wanted) {
            return digest != null && wanted.startsWith(digest);
        }
    }

    /** A renewal and when, by our own clock, we first saw it. */
    private record Seen(String renewed, long at) {}

    Replicas(KubernetesClient client, String namespace, String own, InstantSource clock) {
        this.client = client;
        this.namespace = namespace;
        this.own = own;
        this.clock = clock;
    }

    String own() {
        return own;
    }

    /** By the names of the replicas that run, and of the policies. */
    SortedMap<String, SortedMap<String, Held>> all() {
        return all;
    }

    /** Tells what this process has loaded, and reads what the others have. */
    void exchange(Map<String, Held> loaded) {
        var now = new TreeMap<String, Held>();
        loaded.forEach((name, held) -> now.put(name, since(held, written.get(name))));
        publish(now);
        var running = new TreeMap<String, SortedMap<String, Held>>();
        for (var lease : leases()) {
            var name = lease.getSpec().getHolderIdentity();
            if (name != null && !name.equals(own)) {
                if (isAlive(lease)) {
                    running.put(name, policies(lease));
                } else {
                    remove(lease);
                }
            }
        }
        running.put(own, now);
        all = running;
    }

    @Override
    public void close() {
        try {
            client.leases().inNamespace(namespace).withName(leaseName()).delete();
        } catch (RuntimeException e) {
            LOG.debug("the lease of this replica could not be removed; it expires", e);
        }
    }

    private Held since(Held held, @Nullable Held before) {
        return before != null
                        && Objects.equals(held.digest(), before.digest())
                        && Objects.equals(held.message(), before.message())
                ? before
                : new Held(
                        held.digest(),
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                        held.message());
    }

    private void publish(SortedMap<String, Held> now) {
        var lease = new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(leaseName())
                .addToLabels(Sluice.REPLICA_LABEL, "true")
                .addToAnnotations(Sluice.LOADED_POLICIES, text(now))
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(own)
                .withLeaseDurationSeconds((int) LEASE.toSeconds())
                .withRenewTime(clock.instant().truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC))
                .endSpec()
                .build();
        client.resource(lease)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                .withFieldManager(Sluice.CONTROLLER_FIELD_MANAGER)
                                .withForce(true)
                                .build(),
                        lease);
        if (!everWritten) {
            LOG.info("replica={} tells what it has loaded in the lease {}/{}", own, namespace, leaseName());
        }
        everWritten = true;
        written = now;
    }

    /** With very many policies digests are shortened, and reasons left out, so that they find room. */
    private static String text(SortedMap<String, Held> policies) {
        try {
            var text = JSON.writeValueAsString(policies);
            if (text.length() <= MAX_TEXT) {
                return text;
            }
            var brief = new TreeMap<String, Held>();
            policies.forEach((name, held) -> brief.put(
                    name,
                    new Held(
                            held.digest() == null
                                    ? null
                                    : held.digest()
                                            .substring(
                                                    0,
                                                    Math.min(
                                                            SHORT_DIGEST,
                                                            held.digest().length())),
                            held.since(),
                            null)));
            return JSON.writeValueAsString(brief);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is loaded cannot be written as JSON", e);
        }
    }

    private Iterable<Lease> leases() {
        return client.leases()
                .inNamespace(namespace)
                .withLabel(Sluice.REPLICA_LABEL, "true")
                .list()
                .getItems();
    }

    /** Clocks of machines differ: what counts is whether a renewal was seen lately. */
    private boolean isAlive(Lease lease) {
        var renewTime = lease.getSpec().getRenewTime();
        if (renewTime == null || renewTime.toInstant().isBefore(clock.instant().minus(LONG_GONE))) {
            return false;
        }
        var now = System.nanoTime();
        var name = lease.getMetadata().getName();
        var last = seen.get(name);
        if (last == null || !last.renewed().equals(renewTime.toString())) {
            seen.put(name, new Seen(renewTime.toString(), now));
            return true;
        }
        return now - last.at() < LEASE.toNanos();
    }

    private void remove(Lease lease) {
        seen.remove(lease.getMetadata().getName());
        LOG.info("replica={} is gone", lease.getSpec().getHolderIdentity());
        client.resource(lease).delete();
    }

    private static SortedMap<String, Held> policies(Lease lease) {
        var annotations = lease.getMetadata().getAnnotations();
        var text = annotations == null ? null : annotations.get(Sluice.LOADED_POLICIES);
        try {
            return text == null ? new TreeMap<>() : JSON.readValue(text, POLICIES);
        } catch (JsonProcessingException e) {
            LOG.warn("lease={} cannot be read: {}", lease.getMetadata().getName(), e.getOriginalMessage());
            return new TreeMap<>();
        }
    }

    private String leaseName() {
        return "sluice-replica-" + own;
    }
}
