package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/** Chooses objects by their labels. */
public record ObjectSelector(
        @Required
        @Size(min = 1, max = 16)
        @JsonPropertyDescription("Labels that an object must have, each with exactly this value.")
        Map<String, String> matchLabels) {

    /** True where an object with these labels is chosen. */
    public boolean matches(Map<String, String> labels) {
        return labels.entrySet().containsAll(matchLabels.entrySet());
    }
}
