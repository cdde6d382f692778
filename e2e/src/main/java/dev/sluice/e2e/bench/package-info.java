/** Measures what the README promises, and prints it beside the goals. */
@NullMarked
package dev.sluice.e2e.bench;

import org.jspecify.annotations.NullMarked;
