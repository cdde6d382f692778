/**
 * Rego in the JVM: checked and compiled by the real OPA to one WebAssembly module, run as JVM bytecode.
 *
 * <p>{@link dev.sluice.gate.rego.PolicyCompiler} is the entry: specifications in, a {@link dev.sluice.gate.PolicySet}
 * out.
 */
@NullMarked
package dev.sluice.gate.rego;

import org.jspecify.annotations.NullMarked;
