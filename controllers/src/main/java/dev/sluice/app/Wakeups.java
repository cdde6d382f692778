package dev.sluice.app;

import dev.sluice.config.ProviderConfigReconciler;
import dev.sluice.managed.ManagedControllers;
import java.util.List;

/** Hands what the {@link CachedConfigReader} tells to those who read from it, once they are there. */
final class Wakeups implements ConfigListener {
    private record Told(List<ManagedControllers> controllers, List<ProviderConfigReconciler<?>> configs) {}

    private volatile Told told = new Told(List.of(), List.of());

    void tell(ManagedControllers controllers, List<ProviderConfigReconciler<?>> configs) {
        told = new Told(List.of(controllers), configs);
    }

    @Override
    public void configurationChanged() {
        told.controllers().forEach(ManagedControllers::configurationChanged);
        told.configs().forEach(ProviderConfigReconciler::configurationChanged);
    }

    @Override
    public void permissionChanged(String config) {
        told.controllers().forEach(c -> c.permissionChanged(config));
    }

    /** A Secret that objects take values from. */
    void secretChanged(String namespace, String name) {
        told.controllers().forEach(c -> c.secretChanged(namespace, name));
    }

    @Override
    public void namespaceChanged(String namespace) {
        told.controllers().forEach(c -> c.namespaceChanged(namespace));
    }
}
