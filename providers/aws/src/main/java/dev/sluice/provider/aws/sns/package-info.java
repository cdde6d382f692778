/** SNS: topics and subscriptions. */
@NullMarked
package dev.sluice.provider.aws.sns;

import org.jspecify.annotations.NullMarked;
