package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Names one key of a Secret in the same namespace. */
public record SecretKeyReference(
        @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Name of the Secret.")
        String name,

        @Required
        @Size(min = 1, max = 253)
        @Pattern("^[-._a-zA-Z0-9]+$")
        @JsonPropertyDescription("Key in it whose value is taken, as text in UTF-8.")
        String key) {}
