/**
 * The real servers that tests and the local environment run on: found where they are, else built once from the pins
 * beside this module into a per-user cache.
 */
@NullMarked
package dev.sluice.tools;

import org.jspecify.annotations.NullMarked;
