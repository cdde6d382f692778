/**
 * The managed reconciler: from a managed resource to the cloud, the same for every kind.
 *
 * <p>{@link dev.sluice.managed.ManagedReconciler} runs the phases: connect, resolve, observe, plan, decide, act, record.
 * {@link dev.sluice.managed.CloudActor} is the only class that changes the cloud, and takes an admitted decision.
 */
@NullMarked
package dev.sluice.managed;

import org.jspecify.annotations.NullMarked;
