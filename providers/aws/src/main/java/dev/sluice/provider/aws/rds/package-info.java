/** RDS: relational databases, and the groups of subnets and settings that they use. */
@NullMarked
package dev.sluice.provider.aws.rds;

import org.jspecify.annotations.NullMarked;
