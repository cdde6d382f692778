/** Networks and machines of Amazon EC2, whose ids AWS chooses: each is created with the owner's tag and found again by it. */
@NullMarked
package dev.sluice.provider.aws.ec2;

import org.jspecify.annotations.NullMarked;
