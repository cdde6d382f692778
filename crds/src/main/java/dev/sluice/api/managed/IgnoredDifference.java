package dev.sluice.api.managed;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.FieldChange;
import org.jspecify.annotations.Nullable;

/** A difference that a plan leaves as it is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IgnoredDifference(
        @JsonPropertyDescription("What would be changed.") FieldChange change,

        @JsonPropertyDescription("Why it is not, from spec.ignoreChanges.")
        String reason,

        @JsonPropertyDescription("RFC 3339 time from which on it counts again.") @Nullable
        String until) {}
