package dev.sluice.api.managed;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** What a reference was last resolved to. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResolvedReference(
        @JsonPropertyDescription("Path of the reference below spec.forProvider.")
        String field,

        @JsonPropertyDescription("The object that was found, as namespace/name.")
        String object,

        @JsonPropertyDescription("The value that was taken from it; left out where it is a secret.") @Nullable
        String value) {}
