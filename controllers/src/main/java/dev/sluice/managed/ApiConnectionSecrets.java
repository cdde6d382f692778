package dev.sluice.managed;

import dev.sluice.api.Sluice;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link ConnectionSecrets} on the API server, with one watch of all Secrets of our type. What somebody else does to one of
 * them wakes its owner at once.
 */
final class ApiConnectionSecrets implements ConnectionSecrets, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiConnectionSecrets.class);
    private static final String BY_OWNER = "owner";

    private final KubernetesClient client;
    private final Consumer<ReferenceIndex.Key> wake;
    private final SharedIndexInformer<Secret> informer;

    /** The version that we wrote last of each Secret: being told of it is no news. As large as there are Secrets. */
    private final Map<String, String> written = new ConcurrentHashMap<>();

    ApiConnectionSecrets(KubernetesClient client, Consumer<ReferenceIndex.Key> wake) {
        this.client = client;
        this.wake = wake;
        this.informer = client.secrets()
                .inAnyNamespace()
                .withField("type", Sluice.CONNECTION_SECRET_TYPE)
                .runnableInformer(0)
                .addIndexers(Map.of(BY_OWNER, ApiConnectionSecrets::owners))
                .addEventHandler(new Told())
                .exceptionHandler((started, failure) -> {
                    // Without it Secrets are still written, by asking for each; only being told at once is missing.
                    LOG.warn("connection Secrets are not watched for now: {}", why(failure));
                    return true;
                });
    }

    /** Without the message of what could not be read, which may quote it. */
    private static String why(Throwable failure) {
        return failure instanceof KubernetesClientException e
                ? "answer " + e.getCode()
                : failure.getClass().getSimpleName();
    }

    /** Does not wait: before the watch is there a Secret is looked for where it is wanted. */
    void start() {
        var unused = informer.start();
    }

    @Override
    public Optional<Secret> known(String namespace, String name) {
        return Optional.ofNullable(informer.getStore().getByKey(namespace + "/" + name));
    }

    @Override
    public List<Secret> of(String namespace, String ownerUid) {
        return informer.getIndexer().byIndex(BY_OWNER, namespace + "/" + ownerUid);
    }

    @Override
    public Optional<Secret> read(String namespace, String name) {
        return Optional.ofNullable(
                client.secrets().inNamespace(namespace).withName(name).get());
    }

    @Override
    public boolean create(Secret secret) {
        try {
            wrote(client.resource(secret).create());
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void replace(Secret secret) {
        try {
            // With the version that was read: refused where it has changed since.
            wrote(client.resource(secret).update());
        } catch (KubernetesClientException e) {
            throw conflictOr(e);
        }
    }

    @Override
    public void delete(Secret secret) {
        try {
            written.put(key(secret), "");
            client.resource(secret)
                    .lockResourceVersion(secret.getMetadata().getResourceVersion())
                    .delete();
        } catch (KubernetesClientException e) {
            written.remove(key(secret));
            throw conflictOr(e);
        }
    }

    private static RuntimeException conflictOr(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                ? new Objects.ConflictException(e)
                : e;
    }

    private void wrote(Secret secret) {
        written.put(key(secret), secret.getMetadata().getResourceVersion());
    }

    @Override
    public void close() {
        informer.close();
    }

    private static List<String> owners(Secret secret) {
        return secret.getMetadata().getOwnerReferences().stream()
                .map(owner -> secret.getMetadata().getNamespace() + "/" + owner.getUid())
                .toList();
    }

    private static String key(Secret secret) {
        return secret.getMetadata().getNamespace() + "/" + secret.getMetadata().getName();
    }

    private void wake(Secret secret) {
        for (var owner : secret.getMetadata().getOwnerReferences()) {
            wake.accept(new ReferenceIndex.Key(
                    group(owner), owner.getKind(), secret.getMetadata().getNamespace(), owner.getName()));
        }
    }

    private static String group(OwnerReference owner) {
        var slash = owner.getApiVersion().indexOf('/');
        return slash < 0 ? "" : owner.getApiVersion().substring(0, slash);
    }

    private final class Told implements ResourceEventHandler<Secret> {
        @Override
        public void onAdd(Secret secret) {
            // Ours, or nobody's: whoever wants the name looks for it.
        }

        @Override
        public void onUpdate(Secret before, Secret after) {
            var version = after.getMetadata().getResourceVersion();
            if (!version.equals(written.get(key(after)))
                    && !version.equals(before.getMetadata().getResourceVersion())) {
                wake(before);
            }
        }

        @Override
        public void onDelete(Secret secret, boolean finalStateUnknown) {
            if (!"".equals(written.remove(key(secret)))) {
                wake(secret);
            }
        }
    }
}
