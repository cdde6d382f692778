package dev.sluice.managed;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches which custom resource definitions the API server serves; of each it keeps little more than the name. */
final class ServedKinds implements AutoCloseable {
    /** A page of definitions, which are large. */
    private static final long PAGE = 5;

    private static final int AT_ONCE = 8;
    private static final Logger LOG = LoggerFactory.getLogger(ServedKinds.class);

    private final KubernetesClient client;
    private final SharedIndexInformer<CustomResourceDefinition> informer;

    ServedKinds(KubernetesClient client) {
        this.client = client;
        this.informer = client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(new NamesOnly());
    }

    /**
     * What the API server serves now, by discovery: the definitions themselves are large, and nobody should wait for them.
     *
     * @param groupVersions for example {@code sqs.aws.sluice.dev/v1alpha1}
     * @return names, such as {@code queues.sqs.aws.sluice.dev}
     */
    Set<String> now(Collection<String> groupVersions) {
        var names = ConcurrentHashMap.<String>newKeySet();
        try (var few = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofVirtual().name("discovery-", 0).factory())) {
            groupVersions.forEach(v -> few.execute(() -> names.addAll(served(v))));
        }
        return names;
    }

    private List<String> served(String groupVersion) {
        var group = groupVersion.substring(0, groupVersion.indexOf('/'));
        try {
            var resources = client.getApiResources(groupVersion);
            return resources == null
                    ? List.of()
                    : resources.getResources().stream()
                            .map(r -> r.getName() + "." + group)
                            .toList();
        } catch (KubernetesClientException e) {
            // The watch tells of them later.
            LOG.warn("group={} could not be discovered: {}", groupVersion, e.getMessage());
            return List.of();
        }
    }

    /** @param change told of a name, and whether it is served now; also of those that were served before */
    void watch(BiConsumer<String, Boolean> change) {
        var unused = informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(CustomResourceDefinition added) {
                change.accept(added.getMetadata().getName(), isServed(added));
            }

            @Override
            public void onUpdate(CustomResourceDefinition before, CustomResourceDefinition now) {
                change.accept(now.getMetadata().getName(), isServed(now));
            }

            @Override
            public void onDelete(CustomResourceDefinition gone, boolean finalStateUnknown) {
                change.accept(gone.getMetadata().getName(), false);
            }
        });
        informer.start();
    }

    private static boolean isServed(CustomResourceDefinition definition) {
        var status = definition.getStatus();
        // A definition that was just made has a status without conditions. One that is being deleted is served until
        // its
        // last object is gone, and that takes the kind's controller.
        return status != null
                && status.getConditions() != null
                && status.getConditions().stream()
                        .anyMatch(c -> "Established".equals(c.getType()) && "True".equals(c.getStatus()));
    }

    @Override
    public void close() {
        informer.close();
    }

    private static final class NamesOnly extends BasicItemStore<CustomResourceDefinition> {
        NamesOnly() {
            super(Cache::metaNamespaceKeyFunc);
        }

        @Override
        public @Nullable CustomResourceDefinition put(String key, CustomResourceDefinition definition) {
            definition.setSpec(null);
            definition.getMetadata().setManagedFields(null);
            definition.getMetadata().setAnnotations(null);
            return super.put(key, definition);
        }
    }
}
