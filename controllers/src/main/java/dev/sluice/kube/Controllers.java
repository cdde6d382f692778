package dev.sluice.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.Controller;
import java.util.function.Consumer;

/** Controllers for an operator that may run already. */
public final class Controllers {
    private Controllers() {}

    /**
     * A controller that starts with the operator, or now when the operator runs: that takes no more, so this one works beside
     * it, with its configuration and its workers, and whoever asked has to stop it.
     */
    public static <R extends HasMetadata> Controller<R> add(
            Operator operator, Reconciler<R> reconciler, Consumer<ControllerConfigurationOverrider<R>> configure) {
        if (!operator.getRuntimeInfo().isStarted()) {
            return (Controller<R>) operator.register(reconciler, configure);
        }
        var configuration = ControllerConfigurationOverrider.override(
                operator.getConfigurationService().getConfigurationFor(reconciler));
        configure.accept(configuration);
        var controller = new Controller<>(reconciler, configuration.build(), operator.getKubernetesClient());
        controller.start();
        return controller;
    }
}
