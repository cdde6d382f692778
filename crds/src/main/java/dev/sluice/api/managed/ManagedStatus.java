package dev.sluice.api.managed;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Provenance;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a managed resource. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ManagedStatus<P, O>(
        @Nullable Long observedGeneration,
        @Nullable List<Condition> conditions,

        @JsonPropertyDescription("Name of the resource in the cloud.") @Nullable
        String externalName,

        @JsonPropertyDescription("The parameters as the cloud had them when last observed, with its own defaults.")
        @Nullable
        P atProvider,

        @JsonPropertyDescription("What only the cloud can say.") @Nullable
        O outputs,

        @JsonPropertyDescription("What the references were resolved to when all of them last were.") @Nullable
        List<ResolvedReference> references,

        @JsonPropertyDescription("What would be, or was last, done in the cloud.") @Nullable
        PlanStatus plan,

        @JsonPropertyDescription("What the gate said of that plan.") @Nullable
        DecisionStatus decision,

        @JsonPropertyDescription("Where the desired state comes from.") @Nullable
        Provenance provenance,

        @JsonPropertyDescription("The last drifts, newest first, at most 10; each is kept after its correction.")
        @Nullable
        List<DriftRecord> drift,

        @JsonPropertyDescription(
                "True from the creation of the resource until it is as wanted for the first time: so long spec.initProvider counts, and spec.ignoreChanges does not.")
        @Nullable
        Boolean initializing,

        @JsonPropertyDescription("RFC 3339 time of the last observation that changed this status.") @Nullable
        String lastObservedAt,

        @JsonPropertyDescription("The last value of the reconcile-requested-at annotation that was acted on.") @Nullable
        String lastHandledReconcileAt) {}
