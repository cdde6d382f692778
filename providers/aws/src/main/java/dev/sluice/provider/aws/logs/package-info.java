/** CloudWatch Logs: log groups. */
@NullMarked
package dev.sluice.provider.aws.logs;

import org.jspecify.annotations.NullMarked;
