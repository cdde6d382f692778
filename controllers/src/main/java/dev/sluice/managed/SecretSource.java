package dev.sluice.managed;

import io.fabric8.kubernetes.api.model.Secret;
import java.util.Optional;

/** Reads the Secrets that objects name. */
@FunctionalInterface
public interface SecretSource {

    Optional<Secret> secret(String namespace, String name);
}
