package dev.sluice.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.Policy.InventoryKind;
import dev.sluice.gate.Inventory.Contents;
import dev.sluice.provider.Confidential;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All objects of one kind, from a watch, as policies may see them. A kind that is not served yet is asked for again. */
final class WatchedKind implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedKind.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_OBJECTS = 20_000;
    private static final long MAX_BYTES = 16L * 1024 * 1024;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final InventoryKind kind;
    private final Confidential confidential;
    private final Runnable changed;
    private final Visible visible = new Visible();

    private @Nullable SharedIndexInformer<GenericKubernetesResource> informer;
    private String trouble = "not read yet";
    private boolean closed;
    private long tried;
    private long stood = System.nanoTime();
    private @Nullable Contents published;

    WatchedKind(KubernetesClient client, InventoryKind kind, Confidential confidential, Runnable changed) {
        this.client = client;
        this.kind = kind;
        this.confidential = confidential;
        this.changed = changed;
        start();
    }

    private synchronized void start() {
        tried = System.nanoTime();
        var group = kind.group();
        var apiVersion = group == null || group.isEmpty() ? kind.version() : group + "/" + kind.version();
        try {
            var started = client.genericKubernetesResources(apiVersion, kind.kind())
                    .inAnyNamespace()
                    .runnableInformer(0)
                    .itemStore(visible);
            started.exceptionHandler((isStarted, e) -> {
                LOG.warn("kind={} cannot be watched for policies, trying again: {}", kind.kind(), e.getMessage());
                return true;
            });
            var unused = started.start();
            informer = started;
        } catch (KubernetesClientException e) {
            // Discovery knows no such kind, or nobody answers.
            trouble = "it cannot be watched: " + e.getMessage();
        }
    }

    void awaitRead(Duration limit) {
        SharedIndexInformer<GenericKubernetesResource> started;
        synchronized (this) {
            started = informer;
        }
        if (started == null) {
            return;
        }
        try {
            started.start().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("kind={} is not read yet; policies that read it reject until it is", kind.kind());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Called every second or so. */
    synchronized void look() {
        if (closed) {
            return;
        }
        if (informer == null) {
            if (System.nanoTime() - tried > BETWEEN_TRIES.toNanos()) {
                start();
            }
        } else if (informer.isWatching()) {
            stood = System.nanoTime();
        }
    }

    /** Since when it may not be current; zero while the watch stands. */
    synchronized Duration age() {
        return informer != null && informer.isWatching() ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - stood);
    }

    int size() {
        return visible.count();
    }

    /** The same instance as before where nothing has changed. */
    synchronized Contents contents(Instant now) {
        if (informer == null || !informer.hasSynced()) {
            if (!(published instanceof Contents.Unavailable(var why)) || !why.equals(trouble)) {
                published = new Contents.Unavailable(trouble);
            }
        } else if (visible.takeChanged() || !(published instanceof Contents.Objects)) {
            published = visible.contents(now);
        }
        return published;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (informer != null) {
            informer.close();
        }
    }

    private JsonNode shown(GenericKubernetesResource object) {
        object.getMetadata().setManagedFields(null);
        var group = kind.group() == null ? "" : kind.group();
        var hidden = confidential.hidden(group, kind.kind(), JSON.valueToTree(object));
        return hidden == null ? JSON.createObjectNode() : hidden;
    }

    /** The informer's cache: of each object what policies may see, and for the informer the metadata. */
    private final class Visible extends BasicItemStore<GenericKubernetesResource> {
        private final Map<String, Sized> objects = new HashMap<>();
        private long bytes;
        private boolean dirty;

        private record Sized(JsonNode object, int bytes) {}

        Visible() {
            super(Cache::metaNamespaceKeyFunc);
        }

        @Override
        public @Nullable GenericKubernetesResource put(String key, GenericKubernetesResource object) {
            keep(key, sized(shown(object)));
            object.setAdditionalProperties(Map.of());
            return super.put(key, object);
        }

        @Override
        public @Nullable GenericKubernetesResource remove(String key) {
            keep(key, null);
            return super.remove(key);
        }

        private Sized sized(JsonNode object) {
            try {
                return new Sized(object, JSON.writeValueAsBytes(object).length);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("what was read as JSON cannot be written", e);
            }
        }

        /** Beyond the bounds objects are counted and not kept. */
        private void keep(String key, @Nullable Sized object) {
            synchronized (objects) {
                var before = object == null ? objects.remove(key) : objects.put(key, object);
                bytes += (object == null ? 0 : object.bytes()) - (before == null ? 0 : before.bytes());
                if (object != null && isTooMuch()) {
                    objects.put(key, new Sized(JSON.nullNode(), object.bytes()));
                }
                dirty = true;
            }
            changed.run();
        }

        private boolean isTooMuch() {
            return objects.size() > MAX_OBJECTS || bytes > MAX_BYTES;
        }

        int count() {
            synchronized (objects) {
                return objects.size();
            }
        }

        boolean takeChanged() {
            synchronized (objects) {
                var taken = dirty;
                dirty = false;
                return taken;
            }
        }

        Contents contents(Instant now) {
            synchronized (objects) {
                dirty = false;
                if (isTooMuch()
                        || objects.values().stream().anyMatch(o -> o.object().isNull())) {
                    return new Contents.Unavailable(
                            "there are more than %d objects or %d bytes of it".formatted(MAX_OBJECTS, MAX_BYTES));
                }
                var sorted = objects.entrySet().stream()
                        .sorted(Comparator.comparing(Map.Entry::getKey))
                        .map(e -> e.getValue().object())
                        .toList();
                return new Contents.Objects(sorted, now);
            }
        }
    }
}
