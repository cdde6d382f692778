package dev.sluice.provider.aws.iam;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.field.UnorderedList;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Tags;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An identity provider that speaks OpenID Connect. */
@Group("iam.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "An identity provider of AWS IAM that speaks OpenID Connect, for example of an EKS cluster or of GitHub Actions. It is known by its URL, of which an account has one.")
@SuppressWarnings("serial")
public class OpenIDConnectProvider
        extends ManagedResource<OpenIDConnectProvider.Parameters, OpenIDConnectProvider.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Parameters(
            @Required
            @Immutable
            @Pattern("^https://[A-Za-z0-9._~/-]+$")
            @Size(max = 255)
            @JsonPropertyDescription(
                    "The provider's issuer, for example https://token.actions.githubusercontent.com. Cannot be changed.")
            String url,

            @UnorderedList
            @Size(max = 100)
            @JsonPropertyDescription(
                    "Audiences that are accepted, for example sts.amazonaws.com. Others that someone adds in AWS are removed.")
            @Nullable
            List<@Size(min = 1, max = 255) String> clientIdList,

            @ServerDefaulted
            @UnorderedList
            @Size(min = 1, max = 5)
            @JsonPropertyDescription(
                    "SHA-1 of the certificates of the provider's authority, in hexadecimal. AWS finds it out by itself. Left as it is when unset.")
            @Nullable
            List<@Pattern("^[0-9a-f]{40}$") @Size(max = 40) String> thumbprintList,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the provider.") String arn) {}
}
