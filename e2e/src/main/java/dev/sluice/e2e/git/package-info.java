/** A Git server that speaks HTTP and tells of pushes as GitHub does, and a small client for it. */
@NullMarked
package dev.sluice.e2e.git;

import org.jspecify.annotations.NullMarked;
