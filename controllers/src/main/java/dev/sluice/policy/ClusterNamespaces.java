package dev.sluice.policy;

import dev.sluice.gate.Namespaces;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Labels of the cluster's namespaces, from a watch that begins when the first policy asks. While a namespace is not known
 * every policy that selects by labels judges.
 */
public final class ClusterNamespaces implements Namespaces, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterNamespaces.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private volatile @Nullable SharedIndexInformer<Namespace> informer;

    public ClusterNamespaces(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public @Nullable Map<String, String> labels(String name) {
        var watch = informer == null ? start() : informer;
        var namespace = watch == null ? null : watch.getStore().getByKey(name);
        if (namespace == null) {
            return null;
        }
        var labels = namespace.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    private synchronized @Nullable SharedIndexInformer<Namespace> start() {
        if (informer == null) {
            var started = client.namespaces().runnableInformer(0).itemStore(new LabelsOnly());
            started.exceptionHandler((isStarted, e) -> {
                LOG.warn("namespaces cannot be watched, trying again: {}", e.getMessage());
                return true;
            });
            try {
                started.start().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("namespaces are not read yet; policies that select by their labels judge all");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            informer = started;
        }
        return informer;
    }

    @Override
    public synchronized void close() {
        var watch = informer;
        if (watch != null) {
            watch.close();
        }
    }

    private static final class LabelsOnly extends BasicItemStore<Namespace> {
        LabelsOnly() {
            super(Cache::metaNamespaceKeyFunc);
        }

        @Override
        public @Nullable Namespace put(String key, Namespace namespace) {
            namespace.setSpec(null);
            namespace.setStatus(null);
            namespace.getMetadata().setManagedFields(null);
            namespace.getMetadata().setAnnotations(null);
            return super.put(key, namespace);
        }
    }
}
