/**
 * Git repositories: mirrored into bare repositories, read from the object database, never checked out.
 *
 * <p>{@link dev.sluice.source.GitRepositoryReconciler} fetches, {@link dev.sluice.source.Receiver} is told of pushes,
 * {@link dev.sluice.source.Snapshot} is what a Sync reads.
 */
@NullMarked
package dev.sluice.source;

import org.jspecify.annotations.NullMarked;
