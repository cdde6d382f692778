package dev.sluice.api.managed;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A parameter that is left as it is found in the cloud. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IgnoredChange(
        @Required
        @Size(min = 1, max = 512)
        @JsonPropertyDescription(
                "The parameter as plans show it, for example visibilityTimeout or tags[team]; what is below it is meant too.")
        String path,

        @Required @Size(min = 1, max = 512) @JsonPropertyDescription("Why; shown with each plan.")
        String reason,

        @Size(max = 64)
        @JsonPropertyDescription("RFC 3339 time from which on the parameter counts again. Default: never.")
        @Nullable
        String until) {}
