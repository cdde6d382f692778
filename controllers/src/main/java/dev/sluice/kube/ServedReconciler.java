package dev.sluice.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.Controller;

/** A reconciler whose controller runs only while the cluster serves its kind. */
public interface ServedReconciler<R extends HasMetadata> extends TypedReconciler<R> {

    Controller<R> register(Operator operator);

    /** The controller runs, and its cache is filled. */
    void started();
}
