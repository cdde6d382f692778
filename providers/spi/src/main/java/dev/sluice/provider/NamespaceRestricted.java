package dev.sluice.provider;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import org.jspecify.annotations.Nullable;

/** The specification of a provider configuration that may be used by some namespaces only; the kernel holds it. */
public interface NamespaceRestricted {

    /** Null where every namespace may use it. */
    @Nullable
    AllowedNamespaces allowedNamespaces();

    /** The namespaces that a provider configuration allows; null where it allows all. */
    static @Nullable AllowedNamespaces of(HasMetadata config) {
        return config instanceof CustomResource<?, ?> custom && custom.getSpec() instanceof NamespaceRestricted spec
                ? spec.allowedNamespaces()
                : null;
    }
}
