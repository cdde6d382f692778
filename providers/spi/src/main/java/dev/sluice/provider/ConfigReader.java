package dev.sluice.provider;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Map;
import java.util.Optional;

/** Reads provider configurations and what they name. */
public interface ConfigReader {

    <T extends HasMetadata> Optional<T> config(Class<T> type, String name);

    Optional<Secret> secret(String namespace, String name);

    /** The labels of a namespace; empty where there is no such namespace. */
    Optional<Map<String, String>> namespaceLabels(String namespace);

    /**
     * A new token of a ServiceAccount, for one audience outside the cluster.
     *
     * @throws ProviderConfigException when there is none to be had
     */
    ServiceAccountToken token(String namespace, String serviceAccount, String audience);
}
