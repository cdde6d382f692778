package dev.sluice.managed;

import dev.sluice.api.Sluice;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The Secrets of a cluster in memory. Whoever changes one by hand is seen by the watch. */
final class FakeSecrets implements SecretSource, ConnectionSecrets {
    final List<String> writes = new ArrayList<>();

    /** Why the API server refuses writes; null where it does not. */
    @Nullable
    KubernetesClientException refusal;

    /** The API server lets nobody read what objects take values from. */
    boolean unreadable;

    /** The watch of connection Secrets is behind: nothing is known from it. */
    boolean watchIsBehind;

    private final Map<String, Secret> stored = new LinkedHashMap<>();
    private final Crashes crashes;
    private final Consumer<ReferenceIndex.Key> watch;
    private int version;

    FakeSecrets(Crashes crashes, Consumer<ReferenceIndex.Key> watch) {
        this.crashes = crashes;
        this.watch = watch;
    }

    /** Somebody writes a Secret of one key. */
    void put(String name, String key, String value) {
        store(new SecretBuilder()
                .withNewMetadata()
                .withNamespace(FakeObjects.NAMESPACE)
                .withName(name)
                .endMetadata()
                .withType("Opaque")
                .addToData(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)))
                .build());
        watch.accept(SecretValues.key(FakeObjects.NAMESPACE, name));
    }

    /** Somebody deletes a Secret. */
    void remove(String name) {
        stored.remove(name);
        watch.accept(SecretValues.key(FakeObjects.NAMESPACE, name));
    }

    boolean exists(String name) {
        return stored.containsKey(name);
    }

    Secret get(String name) {
        var secret = stored.get(name);
        if (secret == null) {
            throw new AssertionError("there is no Secret " + name + ", only " + stored.keySet());
        }
        return secret;
    }

    /** A Secret's content in plain text. */
    Map<String, String> content(String name) {
        var content = new TreeMap<String, String>();
        get(name)
                .getData()
                .forEach((key, value) ->
                        content.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return content;
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        if (unreadable) {
            throw new KubernetesClientException("secrets is forbidden", 403, null);
        }
        return Optional.ofNullable(stored.get(name));
    }

    @Override
    public Optional<Secret> known(String namespace, String name) {
        return watchIsBehind ? Optional.empty() : read(namespace, name).filter(FakeSecrets::isConnection);
    }

    @Override
    public List<Secret> of(String namespace, String ownerUid) {
        return stored.values().stream()
                .filter(FakeSecrets::isConnection)
                .filter(secret -> secret.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> owner.getUid().equals(ownerUid)))
                .toList();
    }

    @Override
    public Optional<Secret> read(String namespace, String name) {
        return Optional.ofNullable(stored.get(name));
    }

    @Override
    public boolean create(Secret secret) {
        if (stored.containsKey(secret.getMetadata().getName())) {
            return false;
        }
        write("create", secret);
        return true;
    }

    @Override
    public void replace(Secret secret) {
        var now = get(secret.getMetadata().getName());
        if (!now.getMetadata().getResourceVersion().equals(secret.getMetadata().getResourceVersion())) {
            throw new Objects.ConflictException(new IllegalStateException("an old version"));
        }
        write("replace", secret);
    }

    @Override
    public void delete(Secret secret) {
        writes.add("delete " + secret.getMetadata().getName());
        stored.remove(secret.getMetadata().getName());
    }

    private void write(String what, Secret secret) {
        crashes.around(what + " of a Secret", () -> {
            if (refusal != null) {
                throw refusal;
            }
            store(secret);
            return writes.add(what + " " + secret.getMetadata().getName());
        });
    }

    private void store(Secret secret) {
        var next = new SecretBuilder(secret)
                .editMetadata()
                .withResourceVersion(String.valueOf(++version))
                .endMetadata()
                .build();
        stored.put(secret.getMetadata().getName(), next);
    }

    private static boolean isConnection(Secret secret) {
        return Sluice.CONNECTION_SECRET_TYPE.equals(secret.getType());
    }
}
