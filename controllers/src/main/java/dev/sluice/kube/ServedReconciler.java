package dev.sluice.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RegisteredController;

/** A reconciler whose controller runs only while the cluster serves its kind. */
public interface ServedReconciler<R extends HasMetadata> extends TypedReconciler<R> {

    RegisteredController<R> register(Operator operator);

    /** The controller runs, and its cache is filled. */
    void started();
}
