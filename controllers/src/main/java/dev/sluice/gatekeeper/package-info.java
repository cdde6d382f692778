/**
 * Gatekeeper's templates and constraints from the cluster into the gate: {@link dev.sluice.gatekeeper.Gatekeeper} watches
 * them, makes the definition of each constraint's kind, offers what they mean to the
 * {@link dev.sluice.policy.PolicyLoader}, and says in their status what is in force.
 */
@NullMarked
package dev.sluice.gatekeeper;

import org.jspecify.annotations.NullMarked;
