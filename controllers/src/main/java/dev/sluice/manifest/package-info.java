/** Kubernetes manifests as they stand in files: parsed within bounds, each with its file and line. */
@NullMarked
package dev.sluice.manifest;

import org.jspecify.annotations.NullMarked;
