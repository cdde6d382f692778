/**
 * Decisions as records: JSON lines in the form of OPA's decision log, without secrets, in bounded files, and read again to
 * be decided anew by other policies.
 */
@NullMarked
package dev.sluice.gate.log;

import org.jspecify.annotations.NullMarked;
