package dev.sluice.provider.aws.dynamodb;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.UnorderedList;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of an item is in an index. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "(self.type == 'INCLUDE') == has(self.nonKeyAttributes)",
        message = "type INCLUDE needs nonKeyAttributes, and the others do not allow them")
public record IndexProjection(
        @Required
        @OneOf({"ALL", "KEYS_ONLY", "INCLUDE"})
        @JsonPropertyDescription("ALL: everything. KEYS_ONLY: the keys. INCLUDE: those and nonKeyAttributes.")
        String type,

        @UnorderedList
        @Size(min = 1, max = 100)
        @JsonPropertyDescription("Attributes that the index has besides the keys.")
        @Nullable
        List<@Size(min = 1, max = 255) String> nonKeyAttributes) {

    boolean isSame(IndexProjection other) {
        return type.equals(other.type) && set(nonKeyAttributes).equals(set(other.nonKeyAttributes));
    }

    private static Set<String> set(@Nullable List<String> attributes) {
        return attributes == null ? Set.of() : Set.copyOf(attributes);
    }
}
