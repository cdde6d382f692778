/** SQS: queues and their policies. */
@NullMarked
package dev.sluice.provider.aws.sqs;

import org.jspecify.annotations.NullMarked;
