package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import org.jspecify.annotations.Nullable;

/** What one policy objects to. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Violation(
        @JsonPropertyDescription("Name of the Policy.") String policy,

        @JsonPropertyDescription("What is wrong and what to do, in the policy's words.")
        String message,

        @JsonPropertyDescription("critical, high, medium, low or info.") @Nullable
        String severity,

        @JsonPropertyDescription("Digest of the policy revision that decided.") @Nullable
        String revision,

        @JsonPropertyDescription("What the policy adds for machines.") @PreserveUnknownFields @Nullable
        JsonNode details) {}
