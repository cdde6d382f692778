/** Secrets Manager: secrets. */
@NullMarked
package dev.sluice.provider.aws.secretsmanager;

import org.jspecify.annotations.NullMarked;
