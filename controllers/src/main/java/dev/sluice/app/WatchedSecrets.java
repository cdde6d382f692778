package dev.sluice.app;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Secrets from watches: reading one again costs nothing, and a change is told at once.
 *
 * <p>Only Secrets that are asked for by name are watched, one by one, at most {@value #MAX}; for a further one the watch
 * ends that was not asked for the longest, if that is {@value #IDLE_MINUTES} minutes. Where there is none such, the further one
 * is read each time.
 */
final class WatchedSecrets implements AutoCloseable {
    private static final int MAX = 256;
    private static final int IDLE_MINUTES = 30;
    private static final long IDLE_NANOS = IDLE_MINUTES * 60_000_000_000L;

    private final KubernetesClient client;
    private final OnChange onChange;

    /** The one that was not asked for the longest first. Guarded by this. */
    private final Map<String, Watch> watches = new LinkedHashMap<>(16, 0.75f, true);

    /** Told that a Secret has come, changed or gone. */
    interface OnChange {
        void changed(String namespace, String name);
    }

    private record Watch(SharedIndexInformer<Secret> informer, long askedAt) {}

    WatchedSecrets(KubernetesClient client, OnChange onChange) {
        this.client = client;
        this.onChange = onChange;
    }

    Optional<Secret> secret(String namespace, String name) {
        var one = client.secrets().inNamespace(namespace).withName(name);
        var key = namespace + "/" + name;
        SharedIndexInformer<Secret> informer;
        synchronized (this) {
            if (!watches.containsKey(key) && !hasRoom()) {
                return Optional.ofNullable(one.get());
            }
            var known = watches.get(key);
            informer = known == null ? one.inform(new Told(namespace, name)) : known.informer();
            watches.put(key, new Watch(informer, System.nanoTime()));
        }
        return informer.getStore().list().stream().findFirst();
    }

    private boolean hasRoom() {
        if (watches.size() < MAX) {
            return true;
        }
        Iterator<Watch> all = watches.values().iterator();
        var oldest = all.next();
        if (System.nanoTime() - oldest.askedAt() < IDLE_NANOS) {
            return false;
        }
        oldest.informer().close();
        all.remove();
        return true;
    }

    @Override
    public synchronized void close() {
        watches.values().forEach(watch -> watch.informer().close());
    }

    private final class Told implements ResourceEventHandler<Secret> {
        private final String namespace;
        private final String name;

        Told(String namespace, String name) {
            this.namespace = namespace;
            this.name = name;
        }

        @Override
        public void onAdd(Secret secret) {
            onChange.changed(namespace, name);
        }

        @Override
        public void onUpdate(Secret before, Secret after) {
            onChange.changed(namespace, name);
        }

        @Override
        public void onDelete(Secret secret, boolean finalStateUnknown) {
            onChange.changed(namespace, name);
        }
    }
}
