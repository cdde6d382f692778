package dev.sluice.api.managed;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decision as status shows it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DecisionStatus(
        @JsonPropertyDescription("Identifies the decision in the log.")
        String id,

        @JsonPropertyDescription("True when no policy that denies objects to the plan.")
        boolean admitted,

        @JsonPropertyDescription("Digest of the policy set that decided.")
        String policySet,

        @JsonPropertyDescription("Why the plan is not carried out.") @Nullable
        List<Violation> violations,

        @JsonPropertyDescription("What policies remark without holding the plan back.") @Nullable
        List<Violation> warnings,

        @JsonPropertyDescription("RFC 3339 time of the decision.")
        String at,

        @JsonPropertyDescription("What policies object to, but for an exemption.") @Nullable
        List<ExemptViolation> exempted) {}
