package dev.sluice.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * An informer's cache that leaves out {@code managedFields}: who wrote which field is more than half of an object, and no
 * reconciler asks for it.
 */
public final class LeanStore<R extends HasMetadata> extends BasicItemStore<R> {
    public LeanStore() {
        super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public @Nullable R put(String key, R object) {
        object.getMetadata().setManagedFields(null);
        return super.put(key, object);
    }
}
