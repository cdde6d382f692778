/**
 * What a provider and its kinds must say; the kernel does everything else.
 *
 * <p>A kind is a parameter record with field rules, an output record, and an {@link dev.sluice.provider.Adapter} that
 * maps them to the cloud's API.
 */
@NullMarked
package dev.sluice.provider;

import org.jspecify.annotations.NullMarked;
