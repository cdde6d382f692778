/**
 * An AWS to work against: an emulator, and in front of it a proxy that records every call and answers wrongly, late or not
 * at all when told to.
 */
@NullMarked
package dev.sluice.e2e.cloud;

import org.jspecify.annotations.NullMarked;
