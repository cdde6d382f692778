package dev.sluice.api.managed;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What a policy objects to, and the exemption from it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExemptViolation(
        @JsonPropertyDescription("Name of the policy.") String policy,
        @JsonPropertyDescription("What it objects to.") String message,

        @JsonPropertyDescription("Name of the PolicyExemption.")
        String exemption) {}
