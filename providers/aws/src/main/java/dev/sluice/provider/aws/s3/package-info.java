/** S3: buckets. */
@NullMarked
package dev.sluice.provider.aws.s3;

import org.jspecify.annotations.NullMarked;
