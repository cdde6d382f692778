package dev.sluice.app;

/** Told by {@link CachedConfigReader} of what has changed. */
interface ConfigListener {

    /** A configuration, or a Secret that one names: what it kept from working may now work. */
    void configurationChanged();

    /** A configuration allows other namespaces. */
    void permissionChanged(String config);

    /** A namespace is there, or has other labels. */
    void namespaceChanged(String namespace);
}
