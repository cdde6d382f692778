/** Runs the tests of policies with the real OPA, and says at which line of which file they failed. */
@org.jspecify.annotations.NullMarked
package dev.sluice.cli.rego;
