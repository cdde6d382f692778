/** IAM: roles, policies, users and what ties them together. */
@NullMarked
package dev.sluice.provider.aws.iam;

import org.jspecify.annotations.NullMarked;
