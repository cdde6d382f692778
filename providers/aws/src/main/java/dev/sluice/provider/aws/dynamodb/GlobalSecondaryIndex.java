package dev.sluice.provider.aws.dynamodb;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.provider.aws.dynamodb.Table.Key;
import dev.sluice.provider.aws.dynamodb.Table.ProvisionedThroughput;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An index of a table by other attributes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GlobalSecondaryIndex(
        @Required @Size(min = 3, max = 255) @Pattern("^[A-Za-z0-9_.-]+$") @JsonPropertyDescription("Name of the index.")
        String name,

        @Required @JsonPropertyDescription("The attribute by which items are distributed in the index.")
        Key hashKey,

        @JsonPropertyDescription("The attribute by which items with the same hash key are sorted.") @Nullable
        Key rangeKey,

        @Required @JsonPropertyDescription("What of an item is in the index.")
        IndexProjection projection,

        @JsonPropertyDescription("The reserved capacity of the index, for billingMode PROVISIONED.") @Nullable
        ProvisionedThroughput provisionedThroughput) {

    static final String FIXED =
            "keys and projection of an index are immutable: give the new index another name, and take the old one out when nothing uses it any more";

    /** What can be changed left aside. */
    boolean isBuiltAs(GlobalSecondaryIndex other) {
        return hashKey.equals(other.hashKey)
                && Objects.equals(rangeKey, other.rangeKey)
                && projection.isSame(other.projection);
    }
}
