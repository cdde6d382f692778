package dev.sluice.app;

import dev.sluice.kube.LeanStore;
import dev.sluice.kube.Requests;
import dev.sluice.provider.ConfigReader;
import dev.sluice.provider.NamespaceRestricted;
import dev.sluice.provider.ProviderConfigException;
import dev.sluice.provider.ServiceAccountToken;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Provider configurations, the Secrets they name and the labels of namespaces, from watches: a reconciliation costs no
 * read, and a change is told at once.
 */
final class CachedConfigReader implements ConfigReader, AutoCloseable {
    private static final Duration TOKEN_LIFE = Duration.ofHours(1);

    private final KubernetesClient client;
    private final ConfigListener listener;

    private final WatchedSecrets secrets;

    /** Guarded by this. */
    private final Map<Class<?>, SharedIndexInformer<? extends HasMetadata>> configs = new HashMap<>();

    /** Guarded by this; only once somebody asks for labels. */
    private @Nullable SharedIndexInformer<Namespace> namespaces;

    private volatile boolean namespacesRead;

    CachedConfigReader(KubernetesClient client, ConfigListener listener) {
        this.client = client;
        this.listener = listener;
        this.secrets = new WatchedSecrets(client, (namespace, name) -> listener.configurationChanged());
    }

    @Override
    public <T extends HasMetadata> Optional<T> config(Class<T> type, String name) {
        SharedIndexInformer<? extends HasMetadata> informer;
        synchronized (this) {
            informer = configs.computeIfAbsent(type, t -> client.resources(type).inform(new Configurations<>()));
        }
        return Optional.ofNullable(informer.getStore().getByKey(name)).map(type::cast);
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return secrets.secret(namespace, name);
    }

    @Override
    public Optional<Map<String, String>> namespaceLabels(String namespace) {
        var found = namespaces().getStore().getByKey(namespace);
        return found == null ? Optional.empty() : Optional.of(labels(found));
    }

    private synchronized SharedIndexInformer<Namespace> namespaces() {
        if (namespaces == null) {
            var informer = client.namespaces().runnableInformer(0);
            informer.itemStore(new LeanStore<>());
            var unused = informer.addEventHandler(new Namespaces());
            informer.run();
            // Only now: where Sluice may not list namespaces, that has to be said each time.
            namespacesRead = true;
            namespaces = informer;
        }
        return namespaces;
    }

    @Override
    public ServiceAccountToken token(String namespace, String serviceAccount, String audience) {
        try {
            var answer = client.serviceAccounts()
                    .inNamespace(namespace)
                    .withName(serviceAccount)
                    .tokenRequest(new TokenRequestBuilder()
                            .withNewSpec()
                            .withAudiences(audience)
                            .withExpirationSeconds(TOKEN_LIFE.toSeconds())
                            .endSpec()
                            .build());
            var status = answer.getStatus();
            return new ServiceAccountToken(status.getToken(), Instant.parse(status.getExpirationTimestamp()));
        } catch (KubernetesClientException e) {
            throw new ProviderConfigException(
                    switch (e.getCode()) {
                        case HttpURLConnection.HTTP_NOT_FOUND ->
                            "the ServiceAccount %s/%s does not exist; create it".formatted(namespace, serviceAccount);
                        case HttpURLConnection.HTTP_FORBIDDEN ->
                            "Sluice may not request a token of the ServiceAccount %s/%s; allow it to create serviceaccounts/token there"
                                    .formatted(namespace, serviceAccount);
                        default ->
                            "the API server gave no token of the ServiceAccount %s/%s (%d)"
                                    .formatted(namespace, serviceAccount, e.getCode());
                    });
        }
    }

    @Override
    public synchronized void close() {
        secrets.close();
        configs.values().forEach(SharedIndexInformer::close);
        if (namespaces != null) {
            namespaces.close();
        }
    }

    private static Map<String, String> labels(Namespace namespace) {
        Map<String, String> labels = namespace.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    private final class Configurations<T extends HasMetadata> implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T added) {
            listener.configurationChanged();
        }

        /** Not for a new status, which is our own. */
        @Override
        public void onUpdate(T before, T now) {
            if (!Requests.asks(now, before)) {
                return;
            }
            listener.configurationChanged();
            if (!Objects.equals(NamespaceRestricted.of(before), NamespaceRestricted.of(now))) {
                listener.permissionChanged(now.getMetadata().getName());
            }
        }

        @Override
        public void onDelete(T gone, boolean finalStateUnknown) {
            listener.configurationChanged();
        }
    }

    private final class Namespaces implements ResourceEventHandler<Namespace> {
        @Override
        public void onAdd(Namespace added) {
            // Of those that were there when somebody first asked, nobody has been told otherwise.
            if (namespacesRead) {
                listener.namespaceChanged(added.getMetadata().getName());
            }
        }

        @Override
        public void onUpdate(Namespace before, Namespace now) {
            if (!labels(before).equals(labels(now))) {
                listener.namespaceChanged(now.getMetadata().getName());
            }
        }

        @Override
        public void onDelete(Namespace gone, boolean finalStateUnknown) {
            // Its objects go with it.
        }
    }
}
