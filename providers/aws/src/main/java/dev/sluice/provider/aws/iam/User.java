package dev.sluice.provider.aws.iam;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Tags;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An IAM user. */
@Group("iam.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A user of AWS IAM. Its name in AWS is the object's own, or that of the annotation sluice.dev/external-name. Access keys and passwords are not made by Sluice.")
@SuppressWarnings("serial")
public class User extends ManagedResource<User.Parameters, User.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "!(has(self.permissionsBoundary) && has(self.permissionsBoundaryRef))",
            message = "give either permissionsBoundary or permissionsBoundaryRef")
    public record Parameters(
            @ServerDefaulted
            @Size(max = 512)
            @Pattern(Iam.PATH)
            @JsonPropertyDescription("Path, for example /teams/payments/. AWS's default: /. Left as it is when unset.")
            @Nullable
            String path,

            @Size(max = 2048)
            @Pattern(Iam.POLICY_ARN)
            @JsonPropertyDescription(
                    "ARN of the policy that bounds what the user may do. When unset, it has no boundary.")
            @Nullable
            String permissionsBoundary,

            @Reference(kind = Policy.class, output = "arn", to = "permissionsBoundary")
            @JsonPropertyDescription("The boundary as a Policy, by name or selector.")
            @Nullable
            ObjectReference permissionsBoundaryRef,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the user.") String arn,

            @JsonPropertyDescription("Name of the user in AWS.")
            String name,

            @JsonPropertyDescription("Stable id of the user, for example AIDA...")
            String id) {}
}
