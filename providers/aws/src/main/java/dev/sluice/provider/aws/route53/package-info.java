/** Route 53: hosted zones and the records in them. */
@NullMarked
package dev.sluice.provider.aws.route53;

import org.jspecify.annotations.NullMarked;
