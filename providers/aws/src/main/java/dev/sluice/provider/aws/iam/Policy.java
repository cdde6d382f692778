package dev.sluice.provider.aws.iam;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Describes;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.PolicyDocument;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Tags;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A managed policy of the account. */
@Group("iam.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A managed policy of AWS IAM. Its name in AWS is the object's own, or that of the annotation sluice.dev/external-name. A changed document becomes a new version in force; IAM keeps five, and the oldest goes when there is no room.")
@SuppressWarnings("serial")
public class Policy extends ManagedResource<Policy.Parameters, Policy.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Parameters(
            @Required
            @PolicyDocument
            @JsonPropertyDescription("What the policy allows, an IAM policy document in YAML. Compared by meaning.")
            JsonNode document,

            @Immutable
            @ServerDefaulted
            @Size(max = 512)
            @Pattern(Iam.PATH)
            @JsonPropertyDescription("Path, for example /teams/payments/. AWS's default: /. Cannot be changed.")
            @Nullable
            String path,

            @Immutable
            @Size(max = 1000)
            @JsonPropertyDescription("What the policy is for. Cannot be changed.")
            @Nullable
            String description,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the policy.") String arn,

            @JsonPropertyDescription("The version in force, for example v3.")
            String version) {}
}
