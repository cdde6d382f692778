package dev.sluice.app;

import dev.sluice.kube.TypedReconciler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.BaseConfigurationService;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.config.DefaultResourceClassResolver;
import io.javaoperatorsdk.operator.api.config.ResourceClassResolver;
import io.javaoperatorsdk.operator.api.config.Utils;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The framework's defaults, for reconcilers of which each instance knows its own kind as well: the framework looks at the
 * class, and keeps one configuration a class.
 */
final class OperatorConfiguration extends BaseConfigurationService {
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final ExecutorService workers;
    private @Nullable TypedReconciler<?> asked;

    OperatorConfiguration(KubernetesClient client, ExecutorService workers) {
        super(Utils.VERSION, null, client);
        this.workers = workers;
    }

    @Override
    public ExecutorService getExecutorService() {
        return workers;
    }

    @Override
    public boolean closeClientOnStop() {
        return false;
    }

    @Override
    public Duration reconciliationTerminationTimeout() {
        return DRAIN;
    }

    @Override
    public synchronized <R extends HasMetadata> ControllerConfiguration<R> getConfigurationFor(
            Reconciler<R> reconciler) {
        if (reconciler instanceof TypedReconciler<R> typed) {
            asked = typed;
            try {
                return configFor(reconciler);
            } finally {
                asked = null;
            }
        }
        return super.getConfigurationFor(reconciler);
    }

    @Override
    protected ResourceClassResolver getResourceClassResolver() {
        var byClass = new DefaultResourceClassResolver();
        return new ResourceClassResolver() {
            @Override
            @SuppressWarnings("unchecked") // the reconciler of R that was asked for says which R
            public <R extends HasMetadata> Class<R> getPrimaryResourceClass(Class<? extends Reconciler<R>> type) {
                return asked != null ? (Class<R>) asked.resourceType() : byClass.getPrimaryResourceClass(type);
            }
        };
    }
}
