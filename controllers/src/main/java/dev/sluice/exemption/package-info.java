/** Exemptions from policies: who may make them, which are active, and what they let pass. */
@NullMarked
package dev.sluice.exemption;

import org.jspecify.annotations.NullMarked;
