package dev.sluice.report;

import dev.sluice.api.CanonicalJson;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the objects of one kind; of each it keeps who it is, and a digest of what policies may look at. */
final class KindWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KindWatch.class);
    private static final long PAGE = 500;
    private static final String WISH = "wish";

    private final SharedIndexInformer<GenericKubernetesResource> informer;

    /** Hears of what has to be judged anew. */
    interface Listener {
        void changed(AuditedKind kind, String namespace, String name);

        void gone(String namespace, String uid);
    }

    KindWatch(KubernetesClient client, AuditedKind kind, Listener listener) {
        this.informer = client.genericKubernetesResources(kind.context())
                .inAnyNamespace()
                .withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(new Stubs());
        var unused = informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(GenericKubernetesResource added) {
                // What the first list holds is judged by the full pass.
                if (informer.hasSynced()) {
                    listener.changed(kind, namespace(added), added.getMetadata().getName());
                }
            }

            @Override
            public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
                if (!Objects.equals(wish(before), wish(now))) {
                    listener.changed(kind, namespace(now), now.getMetadata().getName());
                }
            }

            @Override
            public void onDelete(GenericKubernetesResource gone, boolean finalStateUnknown) {
                listener.gone(namespace(gone), gone.getMetadata().getUid());
            }
        });
        informer.exceptionHandler((isStarted, e) -> {
            LOG.warn("kind={} cannot be watched for the audit, trying again: {}", kind.kind(), e.getMessage());
            return true;
        });
        informer.start();
    }

    /** False where the object is known to be another by now than it was in a list that was read earlier. */
    boolean isCurrent(GenericKubernetesResource listed) {
        var known = informer.getStore().getByKey(Cache.metaNamespaceKeyFunc(listed));
        return known == null || Objects.equals(wish(known), wish(stub(listed)));
    }

    @Override
    public void close() {
        informer.close();
    }

    private static String namespace(GenericKubernetesResource object) {
        var namespace = object.getMetadata().getNamespace();
        return namespace == null ? "" : namespace;
    }

    private static @Nullable String wish(GenericKubernetesResource stub) {
        var annotations = stub.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(WISH);
    }

    private static GenericKubernetesResource stub(GenericKubernetesResource object) {
        var meta = object.getMetadata();
        var stub = new GenericKubernetesResource();
        stub.setMetadata(new ObjectMetaBuilder()
                .withNamespace(meta.getNamespace())
                .withName(meta.getName())
                .withUid(meta.getUid())
                .withResourceVersion(meta.getResourceVersion())
                .withAnnotations(Map.of(WISH, digest(object)))
                .build());
        return stub;
    }

    /** Not of the status, which changes all the time; kinds without a generation have none. */
    static String digest(GenericKubernetesResource object) {
        var meta = object.getMetadata();
        var version = meta.getGeneration() == null
                ? meta.getResourceVersion()
                : meta.getGeneration().toString();
        return CanonicalJson.sha256(String.join(
                "\n",
                meta.getUid(),
                version,
                String.valueOf(sorted(meta.getLabels())),
                String.valueOf(sorted(meta.getAnnotations()))));
    }

    private static Map<String, String> sorted(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : new TreeMap<>(map);
    }

    private static final class Stubs extends BasicItemStore<GenericKubernetesResource> {
        Stubs() {
            super(Cache::metaNamespaceKeyFunc);
        }

        @Override
        public @Nullable GenericKubernetesResource put(String key, GenericKubernetesResource object) {
            var stub = stub(object);
            // The informer tells of the very object that it has read, so that one becomes the stub.
            object.setMetadata(stub.getMetadata());
            object.getAdditionalProperties().clear();
            return super.put(key, object);
        }
    }
}
