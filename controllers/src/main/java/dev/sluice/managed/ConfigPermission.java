package dev.sluice.managed;

import dev.sluice.api.Sluice;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.ConfigReader;
import dev.sluice.provider.NamespaceRestricted;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether an object may use the provider configuration that it names; asked at each reconciliation, for every cloud. */
final class ConfigPermission {
    /** A change of the configuration or of the namespace wakes those that wait. */
    private static final Duration RARELY = Duration.ofMinutes(10);

    private final Class<? extends HasMetadata> type;
    private final ConfigReader configs;

    ConfigPermission(Class<? extends HasMetadata> type, ConfigReader configs) {
        this.type = type;
        this.configs = configs;
    }

    /** Why it may not; null where it may, and where there is no such configuration, which others tell. */
    @Nullable
    Outcome obstacle(ManagedResource<?, ?> object) {
        var name = object.getSpec().providerConfigName();
        var config = configs.config(type, name).orElse(null);
        if (config == null) {
            return null;
        }
        if (config.isMarkedForDeletion() && !object.hasFinalizer(Sluice.FINALIZER)) {
            return new Outcome.Waiting(
                    "ProviderConfigNotReady",
                    "The %s %s is being deleted; nothing new is built with it. Name another in spec.providerConfigRef."
                            .formatted(config.getKind(), name),
                    RARELY);
        }
        var namespace = object.getMetadata().getNamespace();
        var allowed = NamespaceRestricted.of(config);
        return allowed == null || allowed.admits(namespace, () -> configs.namespaceLabels(namespace))
                ? null
                : new Outcome.Waiting(
                        "ProviderConfigNotAllowed",
                        "The %s %s does not allow the namespace %s. Name another in spec.providerConfigRef, or have the namespace added to its spec.allowedNamespaces."
                                .formatted(config.getKind(), name, namespace),
                        RARELY);
    }
}
