package dev.sluice.managed;

import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Optional;

/** The Secrets that say how resources are used, on the API server. */
interface ConnectionSecrets {

    /** A Secret of our type as last told of. */
    Optional<Secret> known(String namespace, String name);

    /** The Secrets of our type that belong to an object, as last told of. */
    List<Secret> of(String namespace, String ownerUid);

    /** Whatever Secret has the name now. */
    Optional<Secret> read(String namespace, String name);

    /** @return false where a Secret of that name exists */
    boolean create(Secret secret);

    /** @throws Objects.ConflictException where the Secret is not what was read any more */
    void replace(Secret secret);

    /** @throws Objects.ConflictException where the Secret is not what was read any more */
    void delete(Secret secret);
}
