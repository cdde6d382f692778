package dev.sluice.api.managed;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.FieldChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan as status shows it.
 *
 * @param hash over the desired and the observed state and the policy set; two plans with the same hash do the same
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlanStatus(
        @JsonPropertyDescription("None, Create, Update, ReplaceRequired or Delete.")
        String action,

        @JsonPropertyDescription("Field by field; at most 100.") @Nullable
        List<FieldChange> fields,

        @JsonPropertyDescription("What differs and is left as it is, by spec.ignoreChanges; at most 100.") @Nullable
        List<IgnoredDifference> ignored,

        @JsonPropertyDescription("Identifies this plan: desired state, observed state and policy set.") @Nullable
        String hash,

        @JsonPropertyDescription("RFC 3339 time at which it was made.") @Nullable
        String at) {}
