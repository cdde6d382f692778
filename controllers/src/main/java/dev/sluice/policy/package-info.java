/**
 * Policies from the cluster into the gate: {@link dev.sluice.policy.PolicyLoader} compiles all of them together in the
 * background and swaps the set in force; {@link dev.sluice.policy.PolicyReconciler} says in each Policy's status what is
 * in force and why.
 */
@NullMarked
package dev.sluice.policy;

import org.jspecify.annotations.NullMarked;
