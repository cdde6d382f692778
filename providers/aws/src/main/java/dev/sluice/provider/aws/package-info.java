/**
 * AWS: {@link dev.sluice.provider.aws.AwsProvider} and its configuration. Each service has a package of its own, and
 * all of them speak to AWS through {@link dev.sluice.provider.aws.client}.
 */
@NullMarked
package dev.sluice.provider.aws;

import org.jspecify.annotations.NullMarked;
