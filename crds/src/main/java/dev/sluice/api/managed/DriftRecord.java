package dev.sluice.api.managed;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.FieldChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change that someone made in the cloud. {@code before} of a field is what the cloud holds, {@code after} what is
 * wanted.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DriftRecord(
        @JsonPropertyDescription("RFC 3339 time at which it was seen.")
        String detectedAt,

        @JsonPropertyDescription(
                "RFC 3339 time until which the cloud was last seen as wanted: the change came after it.")
        @Nullable
        String unchangedUntil,

        @JsonPropertyDescription("The fields that differed: before is what the cloud held, after what is wanted.")
        List<FieldChange> fields,

        @JsonPropertyDescription("Who did it, where the cloud tells.") @Nullable
        String actor,

        @JsonPropertyDescription("Detected, Corrected, LeftAlone or Failed.")
        Outcome outcome,

        @JsonPropertyDescription("Why it was left alone, or how the correction failed.") @Nullable
        String message,

        @JsonPropertyDescription("RFC 3339 time of the correction.") @Nullable
        String correctedAt) {

    public enum Outcome {
        Detected,
        Corrected,
        LeftAlone,
        Failed
    }
}
