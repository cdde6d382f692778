package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Names an object in the same namespace. */
public record LocalReference(
        @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Name of the object.")
        String name) {}
