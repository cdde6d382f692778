package dev.sluice.config;

import dev.sluice.api.Sluice;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The finalizer of a provider configuration. */
interface Holds<C extends HasMetadata> {

    /** Keeps the configuration from going. */
    void hold(C config);

    void release(C config);

    /** On the API server, which refuses a write to an object that has changed since it was read. */
    static <C extends HasMetadata> Holds<C> on(KubernetesClient client, Class<C> type) {
        return new Holds<>() {
            @Override
            public void hold(C config) {
                var finalizers = new ArrayList<>(config.getMetadata().getFinalizers());
                finalizers.add(Sluice.IN_USE_FINALIZER);
                write(config, finalizers);
            }

            @Override
            public void release(C config) {
                var finalizers = new ArrayList<>(config.getMetadata().getFinalizers());
                finalizers.remove(Sluice.IN_USE_FINALIZER);
                write(config, finalizers);
            }

            private void write(C config, List<String> finalizers) {
                var metadata =
                        Map.of("resourceVersion", config.getMetadata().getResourceVersion(), "finalizers", finalizers);
                client.resources(type)
                        .withName(config.getMetadata().getName())
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                client.getKubernetesSerialization().asJson(Map.of("metadata", metadata)));
            }
        };
    }
}
