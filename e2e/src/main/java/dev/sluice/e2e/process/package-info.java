/**
 * Child processes that are waited for with a limit, say why they failed, and never outlive this process, however it ends.
 */
@NullMarked
package dev.sluice.e2e.process;

import org.jspecify.annotations.NullMarked;
