package dev.sluice.app;

import dev.sluice.provider.ConfigReader;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Provider configurations and the Secrets they name, from watches: a reconciliation costs no read, and a change is
 * told at once.
 *
 * <p>Only Secrets that are asked for by name are watched, one by one, at most {@value #MAX_SECRETS}; further ones are
 * read each time.
 */
final class CachedConfigReader implements ConfigReader, AutoCloseable {
    private static final int MAX_SECRETS = 256;

    private final KubernetesClient client;
    private final Runnable onChange;

    /** Guarded by this. */
    private final Map<String, SharedIndexInformer<Secret>> secrets = new HashMap<>();

    /** Guarded by this. */
    private final Map<Class<?>, SharedIndexInformer<? extends HasMetadata>> configs = new HashMap<>();

    /** @param onChange called when a configuration or a Secret in use has changed */
    CachedConfigReader(KubernetesClient client, Runnable onChange) {
        this.client = client;
        this.onChange = onChange;
    }

    @Override
    public <T extends HasMetadata> Optional<T> config(Class<T> type, String name) {
        SharedIndexInformer<? extends HasMetadata> informer;
        synchronized (this) {
            informer = configs.computeIfAbsent(type, t -> client.resources(type).inform(new Told<>()));
        }
        return Optional.ofNullable(informer.getStore().getByKey(name)).map(type::cast);
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        var one = client.secrets().inNamespace(namespace).withName(name);
        SharedIndexInformer<Secret> informer;
        synchronized (this) {
            var key = namespace + "/" + name;
            if (!secrets.containsKey(key) && secrets.size() >= MAX_SECRETS) {
                return Optional.ofNullable(one.get());
            }
            informer = secrets.computeIfAbsent(key, k -> one.inform(new Told<>()));
        }
        return informer.getStore().list().stream().findFirst();
    }

    @Override
    public synchronized void close() {
        secrets.values().forEach(SharedIndexInformer::close);
        configs.values().forEach(SharedIndexInformer::close);
    }

    private final class Told<T> implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            onChange.run();
        }

        @Override
        public void onUpdate(T before, T after) {
            onChange.run();
        }

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {
            onChange.run();
        }
    }
}
