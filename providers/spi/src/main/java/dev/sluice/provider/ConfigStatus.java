package dev.sluice.provider;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a provider configuration, of whatever cloud: whether it can be used, and as whom. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConfigStatus(
        @Nullable Long observedGeneration,
        @Nullable List<Condition> conditions,

        @JsonPropertyDescription(
                "The account that calls are made in, as the cloud said when the credentials last worked.")
        @Nullable
        String account,

        @JsonPropertyDescription("As whom calls are made, as the cloud said when the credentials last worked.")
        @Nullable
        String identity) {}
