package dev.sluice.provider;

import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;

/**
 * A cloud: its kinds, and how to reach it.
 *
 * @param <S> what its adapters need to make a call
 */
public interface Provider<S extends Session> extends AutoCloseable {

    /** Short name, for example {@code aws}; part of metrics, of {@code input.change.external.provider} and of API groups. */
    String name();

    /**
     * The custom resource that holds its configuration; cluster-scoped. Where its specification is {@link
     * NamespaceRestricted}, the kernel asks before it connects. Its status says whether it works, and is written by the kernel.
     */
    Class<? extends CustomResource<?, ConfigStatus>> configType();

    List<Kind<?, ?, ?, S>> kinds();

    /**
     * Connects by a provider configuration. Called on every reconciliation: the provider caches by the versions of what
     * it reads, so that a changed Secret takes effect without a restart.
     *
     * @throws ProviderConfigException when the configuration or a Secret it names is missing or unusable
     * @throws CloudException when the cloud refuses or cannot be reached
     */
    S connect(ConfigReader reader, String configName);

    @Override
    void close();
}
