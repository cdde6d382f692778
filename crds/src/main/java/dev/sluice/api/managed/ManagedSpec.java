package dev.sluice.api.managed;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.LocalReference;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The desired state of a managed resource. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ManagedSpec<P>(
        @Required @JsonPropertyDescription("The parameters of the external resource.")
        P forProvider,

        @Size(max = 5)
        @JsonPropertyDescription(
                "What Sluice may do: Observe, Create, Update, Delete or * for all. Without Delete the external resource stays when the object goes. Default: [\"*\"].")
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
        LocalReference writeConnectionSecretToRef,

        @JsonPropertyDescription(
                "Whether a resource that exists already, and that nobody else owns, becomes this object's own. Default: it does not.")
        @Nullable
        Adoption adoption,

        @JsonPropertyDescription(
                "Parameters that are used when the resource is created and left to others from then on. Its fields are those of forProvider; a field that is set in both is forProvider's.")
        @PreserveUnknownFields
        @Nullable
        JsonNode initProvider,

        @Size(max = 50)
        @JsonPropertyDescription(
                "Parameters that are left as they are found in the cloud. When the resource is created they are used.")
        @Nullable
        List<IgnoredChange> ignoreChanges) {

    /** With the defaults of everything that says how, not what. */
    public static <P> ManagedSpec<P> of(P forProvider) {
        return new ManagedSpec<>(forProvider, null, null, null, null, null, null, null, null);
    }

    public DriftMode driftModeOrDefault() {
        return driftMode == null ? DriftMode.Correct : driftMode;
    }

    public AdoptionPolicy adoptionPolicy() {
        return adoption == null || adoption.policy() == null ? AdoptionPolicy.Never : adoption.policy();
    }

    /** The tags of the resource that is to be adopted; empty where it is known by its name. */
    public Map<String, String> adoptionTags() {
        return adoption == null || adoption.tags() == null ? Map.of() : adoption.tags();
    }

    public List<IgnoredChange> ignoredChanges() {
        return ignoreChanges == null ? List.of() : ignoreChanges;
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
