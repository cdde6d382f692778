/**
 * The gate: {@link dev.sluice.gate.Change} in, {@link dev.sluice.gate.Decision} out.
 *
 * <p>Every step that alters anything builds a change, has it decided here, and acts only on a
 * {@link dev.sluice.gate.Decision.Admitted}, which nothing outside this package can make.
 */
@NullMarked
package dev.sluice.gate;

import org.jspecify.annotations.NullMarked;
