package dev.sluice.managed;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Watches which custom resource definitions the API server serves; of each it keeps little more than the name. */
final class ServedKinds implements AutoCloseable {
    /** A page of definitions, which are large. */
    private static final long PAGE = 5;

    private final SharedIndexInformer<CustomResourceDefinition> informer;

    ServedKinds(KubernetesClient client) {
        this.informer = client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(new NamesOnly());
    }

    /** Names, such as {@code queues.sqs.aws.sluice.dev}. */
    Stream<String> now() {
        informer.start().toCompletableFuture().join();
        return informer.getStore().list().stream()
                .filter(ServedKinds::isServed)
                .map(d -> d.getMetadata().getName());
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
    }

    private static boolean isServed(CustomResourceDefinition definition) {
        var status = definition.getStatus();
        return status != null
                && definition.getMetadata().getDeletionTimestamp() == null
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
