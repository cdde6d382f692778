package dev.sluice.provider.aws.iam;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
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

/** An instance profile. */
@Group("iam.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "An instance profile of AWS IAM: the role that an EC2 instance has. Its name in AWS is the object's own, or that of the annotation sluice.dev/external-name.")
@SuppressWarnings("serial")
public class InstanceProfile extends ManagedResource<InstanceProfile.Parameters, InstanceProfile.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "!(has(self.role) && has(self.roleRef))", message = "give either role or roleRef")
    public record Parameters(
            @Immutable
            @ServerDefaulted
            @Size(max = 512)
            @Pattern(Iam.PATH)
            @JsonPropertyDescription("Path, for example /teams/payments/. AWS's default: /. Cannot be changed.")
            @Nullable
            String path,

            @Pattern(Iam.NAME)
            @Size(min = 1, max = 64)
            @JsonPropertyDescription("Name of the role. When unset, the profile has none.")
            @Nullable
            String role,

            @Reference(kind = Role.class, output = "name", to = "role")
            @JsonPropertyDescription("The role as a Role, by name or selector.")
            @Nullable
            ObjectReference roleRef,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the instance profile.")
            String arn,

            @JsonPropertyDescription("Name of the instance profile in AWS.")
            String name) {}
}
