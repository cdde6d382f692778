package dev.sluice.provider.aws.iam;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.Reference;
import dev.sluice.api.managed.ManagedResource;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A managed policy on a role. */
@Group("iam.aws.sluice.dev")
@Version("v1alpha1")
@Describes("Attaches a managed policy to a role of AWS IAM.")
@SuppressWarnings("serial")
public class RolePolicyAttachment
        extends ManagedResource<RolePolicyAttachment.Parameters, RolePolicyAttachment.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "has(self.role) != has(self.roleRef)", message = "give either role or roleRef")
    @ValidationRule(
            value = "has(self.policyArn) != has(self.policyRef)",
            message = "give either policyArn or policyRef")
    public record Parameters(
            @Immutable
            @Pattern(Iam.NAME)
            @Size(min = 1, max = 64)
            @JsonPropertyDescription("Name of the role. Cannot be changed.")
            @Nullable
            String role,

            @Immutable
            @Reference(kind = Role.class, output = "name", to = "role")
            @JsonPropertyDescription("The role as a Role, by name or selector. Cannot be changed.")
            @Nullable
            ObjectReference roleRef,

            @Immutable
            @Pattern(Iam.POLICY_ARN)
            @Size(max = 2048)
            @JsonPropertyDescription(
                    "ARN of the policy, for example arn:aws:iam::aws:policy/ReadOnlyAccess. Cannot be changed.")
            @Nullable
            String policyArn,

            @Immutable
            @Reference(kind = Policy.class, output = "arn", to = "policyArn")
            @JsonPropertyDescription("The policy as a Policy, by name or selector. Cannot be changed.")
            @Nullable
            ObjectReference policyRef) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("Name of the policy that is attached.")
            String policyName) {}
}
