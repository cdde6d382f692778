/**
 * From the API's Java types to the CustomResourceDefinitions that a cluster installs. Used by the build; nothing at run
 * time depends on it.
 */
@NullMarked
package dev.sluice.api.crd;

import org.jspecify.annotations.NullMarked;
