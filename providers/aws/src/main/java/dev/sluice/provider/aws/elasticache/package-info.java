/** ElastiCache: replication groups of Valkey and Redis OSS, and the subnets that they use. */
@NullMarked
package dev.sluice.provider.aws.elasticache;

import org.jspecify.annotations.NullMarked;
