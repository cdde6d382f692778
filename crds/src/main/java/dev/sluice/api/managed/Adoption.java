package dev.sluice.api.managed;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which resource that exists already becomes the object's own. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Adoption(
        @JsonPropertyDescription(
                "Never, Adopt (nothing is ever created) or AdoptOrCreate. A resource that carries another object's tag is never adopted. Default: Never.")
        @Nullable
        AdoptionPolicy policy,

        @Size(max = 50)
        @JsonPropertyDescription(
                "For kinds whose names the cloud chooses: the resource is the one that has all of these tags. For the others, and instead of tags, the annotation sluice.dev/external-name names it.")
        @Nullable
        Map<String, String> tags) {}
