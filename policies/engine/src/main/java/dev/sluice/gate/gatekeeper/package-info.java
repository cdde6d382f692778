/**
 * Gatekeeper's objects as policies of the gate: a {@link dev.sluice.gate.gatekeeper.ConstraintTemplate} holds the Rego, a
 * {@link dev.sluice.gate.gatekeeper.Constraint} says of what, where and with which parameters, and the two together are a
 * {@link dev.sluice.gate.rego.PolicyDefinition} like any other.
 */
@NullMarked
package dev.sluice.gate.gatekeeper;

import org.jspecify.annotations.NullMarked;
