package dev.sluice.api.managed;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.LocalReference;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The desired state of a managed resource. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ManagedSpec<P>(
        @Required @JsonPropertyDescription("The parameters of the external resource.")
        P forProvider,

        @Size(max = 6)
        @JsonPropertyDescription(
                "What Sluice may do: Observe, Create, Update, Delete, LateInitialize or * for all. Without Delete the external resource stays when the object goes. Default: [\"*\"].")
        @Nullable
        List<ManagementPolicy> managementPolicies,

        @JsonPropertyDescription("The ProviderConfig to use. Default: the one named default.") @Nullable
        LocalReference providerConfigRef,

        @JsonPropertyDescription(
                "Manual holds every plan back until the annotation sluice.dev/approved-plan holds its hash (status.plan.hash). Default: Automatic.")
        @Nullable
        ApprovalMode approval,

        @JsonPropertyDescription(
                "What is done about a change that somebody made in the cloud: Correct, Detect (it is recorded and stays) or CorrectAfterApproval. Default: Correct.")
        @Nullable
        DriftMode driftMode,

        @JsonPropertyDescription("The Secret in the same namespace that what users of the resource need is written to.")
        @Nullable
        LocalReference writeConnectionSecretToRef) {

    /** With the defaults of everything that says how, not what. */
    public static <P> ManagedSpec<P> of(P forProvider) {
        return new ManagedSpec<>(forProvider, null, null, null, null, null);
    }

    public DriftMode driftModeOrDefault() {
        return driftMode == null ? DriftMode.Correct : driftMode;
    }

    /** True where the management policies allow this. */
    public boolean allows(ManagementPolicy policy) {
        var policies = managementPolicies == null ? List.of(ManagementPolicy.ALL) : managementPolicies;
        return policies.contains(ManagementPolicy.ALL) || policies.contains(policy);
    }

    public String providerConfigName() {
        return providerConfigRef == null ? "default" : providerConfigRef.name();
    }
}
