/**
 * The API: custom resources of the group {@code sluice.dev} and the shapes that all kinds share.
 *
 * <p>Everything here is data. The YAML under {@code crds/yaml} is generated from these types (see
 * {@link dev.sluice.api.crd.CrdGenerator}) and the build fails when it is stale.
 */
@NullMarked
package dev.sluice.api;

import org.jspecify.annotations.NullMarked;
