/** The programs behind {@code ./sluice demo}, {@code ./sluice local} and {@code ./sluice bench}. */
@NullMarked
package dev.sluice.e2e;

import org.jspecify.annotations.NullMarked;
