package dev.sluice.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;

/** A reconciler of many kinds, of which each instance knows its own; the framework cannot see it in the class. */
public interface TypedReconciler<R extends HasMetadata> extends Reconciler<R> {
    Class<R> resourceType();
}
