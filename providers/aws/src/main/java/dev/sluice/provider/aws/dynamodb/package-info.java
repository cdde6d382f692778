/** DynamoDB: tables. */
@NullMarked
package dev.sluice.provider.aws.dynamodb;

import org.jspecify.annotations.NullMarked;
