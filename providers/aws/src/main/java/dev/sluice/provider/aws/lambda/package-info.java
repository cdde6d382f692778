/** Lambda: functions, and who may invoke them. */
@NullMarked
package dev.sluice.provider.aws.lambda;

import org.jspecify.annotations.NullMarked;
