/** ECR: repositories of container images. */
@NullMarked
package dev.sluice.provider.aws.ecr;

import org.jspecify.annotations.NullMarked;
