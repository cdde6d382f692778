/**
 * Field rules at work: what the annotations of a parameter record mean for comparing ({@link
 * dev.sluice.provider.field.Diff}) and for references ({@link dev.sluice.provider.field.References}). The only place in
 * Sluice that computes a difference.
 */
@NullMarked
package dev.sluice.provider.field;

import org.jspecify.annotations.NullMarked;
