package dev.sluice.app;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The key of the digests by which values of Secrets are known again: random, made when it is first needed, and kept in a
 * Secret beside Sluice, so that replicas share it and a restart keeps it. Where it is lost every such value is set once
 * again.
 */
final class DigestKey implements Supplier<byte[]> {
    private static final String SECRET = "sluice-digest-key";
    private static final String KEY = "key";
    private static final int BYTES = 32;
    private static final int ATTEMPTS = 5;

    private final KubernetesClient client;
    private final String namespace;

    DigestKey(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** Whoever writes first wins; the others read what it wrote. */
    @Override
    public byte[] get() {
        for (int attempt = 1; ; attempt++) {
            var stored =
                    client.secrets().inNamespace(namespace).withName(SECRET).get();
            var key = key(stored);
            if (key != null) {
                return key;
            }
            try {
                write(stored);
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt >= ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static byte @Nullable [] key(@Nullable Secret stored) {
        var text = stored == null || stored.getData() == null
                ? null
                : stored.getData().get(KEY);
        try {
            var key = text == null ? new byte[0] : Base64.getDecoder().decode(text);
            return key.length == BYTES ? key : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private void write(@Nullable Secret stored) {
        var key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        var builder = stored == null
                ? new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(SECRET)
                        .endMetadata()
                : new SecretBuilder(stored);
        var secret =
                builder.addToData(KEY, Base64.getEncoder().encodeToString(key)).build();
        if (stored == null) {
            client.resource(secret).create();
        } else {
            client.resource(secret).update();
        }
    }
}
