/**
 * Looks at a folder of manifests as the cluster would, without one: schema, references, duplicates, and the policies at
 * gate {@code ci}.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.cli.check;
