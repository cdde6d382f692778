package dev.sluice.provider.aws.iam;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.PolicyDocument;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.field.UnorderedList;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Tags;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An IAM role. */
@Group("iam.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A role of AWS IAM. Its name in AWS is the object's own, or that of the annotation sluice.dev/external-name. Managed policies are attached with RolePolicyAttachment.")
@SuppressWarnings("serial")
public class Role extends ManagedResource<Role.Parameters, Role.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "!(has(self.permissionsBoundary) && has(self.permissionsBoundaryRef))",
            message = "give either permissionsBoundary or permissionsBoundaryRef")
    public record Parameters(
            @Required
            @PolicyDocument
            @JsonPropertyDescription(
                    "Who may take the role (trust policy), an IAM policy document in YAML. Compared by meaning.")
            JsonNode assumeRolePolicyDocument,

            @Immutable
            @ServerDefaulted
            @Size(max = 512)
            @Pattern(Iam.PATH)
            @JsonPropertyDescription("Path, for example /teams/payments/. AWS's default: /. Cannot be changed.")
            @Nullable
            String path,

            @Size(max = 1000)
            @JsonPropertyDescription("What the role is for. When unset, it has no description.")
            @Nullable
            String description,

            @ServerDefaulted
            @Min(3600)
            @Max(43200)
            @JsonPropertyDescription(
                    "Longest session in seconds. AWS's default: 3600 (an hour). Left as it is when unset.")
            @Nullable
            Integer maxSessionDuration,

            @Size(max = 2048)
            @Pattern(Iam.POLICY_ARN)
            @JsonPropertyDescription(
                    "ARN of the policy that bounds what the role may do. When unset, it has no boundary.")
            @Nullable
            String permissionsBoundary,

            @Reference(kind = Policy.class, output = "arn", to = "permissionsBoundary")
            @JsonPropertyDescription("The boundary as a Policy, by name or selector.")
            @Nullable
            ObjectReference permissionsBoundaryRef,

            @UnorderedList
            @Size(max = 50)
            @JsonPropertyDescription("Policies that are part of the role. Others that someone adds in AWS are removed.")
            @Nullable
            List<InlinePolicy> inlinePolicies,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** A policy inside the role. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record InlinePolicy(
            @Required
            @Pattern("^[A-Za-z0-9_+=,.@-]+$")
            @Size(min = 1, max = 128)
            @JsonPropertyDescription("Name of the policy, once in a role.")
            String name,

            @Required
            @PolicyDocument
            @JsonPropertyDescription("What the role may do, an IAM policy document in YAML. Compared by meaning.")
            JsonNode document) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the role.") String arn,

            @JsonPropertyDescription("Name of the role in AWS.")
            String name,

            @JsonPropertyDescription("Stable id of the role, for example AROA...")
            String id) {}
}
