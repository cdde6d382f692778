package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets changes pass that policies object to, for a while, for a reason, and with somebody else's approval. Cluster-scoped. */
@Group(Sluice.GROUP)
@Version(Sluice.VERSION)
@AdditionalPrinterColumn(name = "Policies", type = Type.STRING, jsonPath = ".spec.policies")
@AdditionalPrinterColumn(
        name = "Active",
        type = Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Active\")].status")
@AdditionalPrinterColumn(name = "Expires", type = Type.STRING, jsonPath = ".spec.expires")
@AdditionalPrinterColumn(name = "Owner", type = Type.STRING, jsonPath = ".spec.owner")
@AdditionalPrinterColumn(name = "Approved by", type = Type.STRING, jsonPath = ".spec.approvedBy", priority = 1)
@AdditionalPrinterColumn(name = "Reason", type = Type.STRING, jsonPath = ".spec.reason", priority = 1)
@AdditionalPrinterColumn(name = "Age", type = Type.DATE, jsonPath = ".metadata.creationTimestamp")
@Describes(
        "Lets changes pass that policies object to, at every gate, until it expires. They are still judged, and reported as exempt.")
@SuppressWarnings("serial")
public class PolicyExemption extends CustomResource<PolicyExemption.Spec, PolicyExemption.Status> {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "has(self.match) || has(self.planHash)",
            message = "say what is exempt: match, or planHash for one change of the cloud")
    @ValidationRule(
            value = "self.requestedBy != self.approvedBy",
            message = "nobody approves their own exemption: requestedBy and approvedBy must differ")
    @ValidationRule(
            value = "timestamp(self.expires) > timestamp('2000-01-01T00:00:00Z')",
            message = "expires must be a time as in RFC 3339, for example 2026-12-31T00:00:00Z")
    public record Spec(
            @Required
            @Size(min = 1, max = 64)
            @JsonPropertyDescription("Names of the policies that do not hold for it.")
            List<String> policies,

            @JsonPropertyDescription("Which objects are exempt.") @Nullable
            Match match,

            @Pattern("[0-9a-f]{12,64}")
            @JsonPropertyDescription(
                    "Hash of a plan, as status.plan of a managed object shows it, or its first 12 digits or more: only that change of the cloud is exempt.")
            @Nullable
            String planHash,

            @Required @Size(min = 1, max = 1024) @JsonPropertyDescription("Why.")
            String reason,

            @Required @Size(min = 1, max = 256) @JsonPropertyDescription("Who answers for it while it is active.")
            String owner,

            @Required
            @Size(min = 20, max = 40)
            @JsonPropertyDescription("When it ends, RFC 3339; at most 366 days after its creation.")
            String expires,

            @Required @Size(min = 1, max = 256) @JsonPropertyDescription("The user who asks for it.")
            String requestedBy,

            @Required
            @Size(min = 1, max = 256)
            @JsonPropertyDescription(
                    "The user who approves it: whoever writes it into the cluster, or somebody other than the commit's author.")
            String approvedBy) {}

    /** All conditions must hold; an absent one always does. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "has(self.kinds) || has(self.namespaces) || has(self.names) || has(self.labelSelector)",
            message = "name at least one of kinds, namespaces, names and labelSelector")
    public record Match(
            @Size(max = 64) @JsonPropertyDescription("API groups and kinds; * stands for any.") @Nullable
            List<Policy.Kinds> kinds,

            @Size(max = 256) @JsonPropertyDescription("Namespaces; a trailing * matches a prefix.") @Nullable
            List<String> namespaces,

            @Size(max = 256) @JsonPropertyDescription("Names; a trailing * matches a prefix.") @Nullable
            List<String> names,

            @JsonPropertyDescription("Labels of the object as it would be.") @Nullable
            LabelSelector labelSelector) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(
            @Nullable Long observedGeneration,
            @Nullable List<Condition> conditions,

            @JsonPropertyDescription("What it has exempted lately, newest first.") @Nullable
            List<Use> uses) {}

    /** What was exempted. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Use(
            @JsonPropertyDescription("The policy that objected.")
            String policy,

            @JsonPropertyDescription("The object, as kind and name.")
            String subject,

            @JsonPropertyDescription("The gate.") String gate,

            @JsonPropertyDescription("When last, RFC 3339, to the hour.")
            String at) {}
}
