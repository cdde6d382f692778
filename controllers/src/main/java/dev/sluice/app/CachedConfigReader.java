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
 */
final class CachedConfigReader implements ConfigReader, AutoCloseable {
    private final KubernetesClient client;
    private final Runnable onChange;

    private final WatchedSecrets secrets;

    /** Guarded by this. */
    private final Map<Class<?>, SharedIndexInformer<? extends HasMetadata>> configs = new HashMap<>();

    /** @param onChange called when a configuration or a Secret in use has changed */
    CachedConfigReader(KubernetesClient client, Runnable onChange) {
        this.client = client;
        this.onChange = onChange;
        this.secrets = new WatchedSecrets(client, (namespace, name) -> onChange.run());
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
        return secrets.secret(namespace, name);
    }

    @Override
    public synchronized void close() {
        secrets.close();
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
