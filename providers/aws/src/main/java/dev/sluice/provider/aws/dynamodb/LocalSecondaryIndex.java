package dev.sluice.provider.aws.dynamodb;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.provider.aws.dynamodb.Table.Key;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** An index of a table by the same hash key and another range key. */
public record LocalSecondaryIndex(
        @Required @Size(min = 3, max = 255) @Pattern("^[A-Za-z0-9_.-]+$") @JsonPropertyDescription("Name of the index.")
        String name,

        @Required @JsonPropertyDescription("The attribute by which items with the same hash key are sorted.")
        Key rangeKey,

        @Required @JsonPropertyDescription("What of an item is in the index.")
        IndexProjection projection) {}
