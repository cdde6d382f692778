package dev.sluice.provider;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Optional;

/** Reads provider configurations and the Secrets they name. */
public interface ConfigReader {

    <T extends HasMetadata> Optional<T> config(Class<T> type, String name);

    Optional<Secret> secret(String namespace, String name);
}
