package dev.sluice.protection;

import dev.sluice.api.Usage;
import dev.sluice.kube.Watch;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;

/** The Usages of the cluster from a watch. What they are about is asked each time: nobody deletes often. */
public final class ClusterUsages implements Protection.Usages, AutoCloseable {
    private final KubernetesClient client;
    private final SharedIndexInformer<Usage> informer;

    public ClusterUsages(KubernetesClient client) {
        this.client = client;
        this.informer = client.resources(Usage.class).inAnyNamespace().runnableInformer(0);
    }

    /** @param changed called when a Usage has changed or gone */
    public void start(Runnable changed) {
        Watch.start(informer, "Usages", new ResourceEventHandler<>() {
            @Override
            public void onAdd(Usage usage) {
                // Nothing loses its protection by one more.
            }

            @Override
            public void onUpdate(Usage before, Usage now) {
                changed.run();
            }

            @Override
            public void onDelete(Usage usage, boolean finalStateUnknown) {
                changed.run();
            }
        });
    }

    @Override
    public boolean areRead() {
        return informer.hasSynced();
    }

    @Override
    public List<Usage> in(String namespace) {
        return informer.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace);
    }

    @Override
    public boolean exists(String namespace, Usage.Subject subject) {
        var all = client.genericKubernetesResources(subject.apiVersion(), subject.kind())
                .inNamespace(namespace);
        if (subject.selector() == null) {
            return all.withName(subject.name()).get() != null;
        }
        var one = new ListOptionsBuilder().withLimit(1L).build();
        return !all.withLabels(subject.selector().matchLabels())
                .list(one)
                .getItems()
                .isEmpty();
    }

    @Override
    public void close() {
        informer.close();
    }
}
