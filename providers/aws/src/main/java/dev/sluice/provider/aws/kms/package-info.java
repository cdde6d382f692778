/** KMS: keys and their aliases. */
@NullMarked
package dev.sluice.provider.aws.kms;

import org.jspecify.annotations.NullMarked;
