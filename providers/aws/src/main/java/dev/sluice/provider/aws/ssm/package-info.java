/** Systems Manager: parameters. */
@NullMarked
package dev.sluice.provider.aws.ssm;

import org.jspecify.annotations.NullMarked;
