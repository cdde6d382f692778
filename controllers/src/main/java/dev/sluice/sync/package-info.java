/**
 * From Git to the cluster: {@link dev.sluice.sync.SyncReconciler} runs one pass of {@link dev.sluice.sync.SyncRun} over a
 * {@link dev.sluice.source.Snapshot}: parse, compare, gate, apply, prune.
 */
@NullMarked
package dev.sluice.sync;

import org.jspecify.annotations.NullMarked;
