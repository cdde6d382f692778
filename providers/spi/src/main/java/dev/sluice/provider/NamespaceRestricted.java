package dev.sluice.provider;

import org.jspecify.annotations.Nullable;

/** The specification of a provider configuration that may be used by some namespaces only; the kernel holds it. */
public interface NamespaceRestricted {

    /** Null where every namespace may use it. */
    @Nullable
    AllowedNamespaces allowedNamespaces();
}
