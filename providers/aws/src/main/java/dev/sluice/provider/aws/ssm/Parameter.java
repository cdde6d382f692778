package dev.sluice.provider.aws.ssm;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.SecretKeyReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.SecretValue;
import dev.sluice.api.field.Sensitive;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.kms.Key;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parameter of Systems Manager. */
@Group("ssm.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A parameter of AWS Systems Manager (Parameter Store). Its name in AWS is the object's own, or that of the annotation sluice.dev/external-name, for example /shop/payments/url.")
@SuppressWarnings("serial")
public class Parameter extends ManagedResource<Parameter.Parameters, Parameter.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "!(has(self.keyId) && has(self.keyRef))", message = "give either keyId or keyRef")
    @ValidationRule(
            value =
                    "(self.type == 'SecureString') ? (has(self.secureValue) || has(self.secureValueSecretRef)) && !has(self.value) : has(self.value) && !has(self.secureValue) && !has(self.secureValueSecretRef)",
            message = "type SecureString needs secureValueSecretRef or secureValue, the others need value")
    @ValidationRule(
            value = "self.type == 'SecureString' || !(has(self.keyId) || has(self.keyRef))",
            message = "keyId and keyRef need type SecureString")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the parameter lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @Required
            @Immutable
            @OneOf({"String", "StringList", "SecureString"})
            @JsonPropertyDescription(
                    "String; StringList: texts with commas between them; SecureString: encrypted with a KMS key. Cannot be changed.")
            String type,

            @Size(min = 1, max = 8192)
            @JsonPropertyDescription(
                    "The value, of String and StringList. More than 4096 characters need tier Advanced.")
            @Nullable
            String value,

            @Sensitive
            @Size(min = 1, max = 8192)
            @JsonPropertyDescription(
                    "The value of a SecureString. It stands here in plain text, and is hidden in plans, status and messages: prefer secureValueSecretRef.")
            @Nullable
            String secureValue,

            @SecretValue(to = "secureValue")
            @JsonPropertyDescription(
                    "The value of a SecureString as a key of a Secret in the same namespace. It is set whenever it changes there, or in AWS.")
            @Nullable
            SecretKeyReference secureValueSecretRef,

            @Size(max = 1024)
            @JsonPropertyDescription("What the parameter is for. When unset, it has no description.")
            @Nullable
            String description,

            @ServerDefaulted
            @Size(min = 1, max = 256)
            @JsonPropertyDescription(
                    "SecureString only. Id, ARN or alias of the KMS key. AWS's default: alias/aws/ssm. Left as it is when unset.")
            @Nullable
            String keyId,

            @Reference(kind = Key.class, output = "arn", to = "keyId")
            @JsonPropertyDescription("The key as a Key, by name or selector.")
            @Nullable
            ObjectReference keyRef,

            @ServerDefaulted
            @OneOf({"Standard", "Advanced", "Intelligent-Tiering"})
            @JsonPropertyDescription(
                    "Standard; Advanced, which costs and takes larger values; Intelligent-Tiering: AWS chooses. An Advanced one cannot become Standard. Left as it is when unset.")
            @Nullable
            String tier,

            @Size(max = 1024)
            @JsonPropertyDescription("Regular expression that values have to match. When unset, any value will do.")
            @Nullable
            String allowedPattern,

            @ServerDefaulted
            @Size(max = 128)
            @JsonPropertyDescription(
                    "text, AWS's default; aws:ec2:image, which AWS checks to be an image; aws:ssm:integration. Left as it is when unset.")
            @Nullable
            String dataType,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the parameter.")
            String arn,

            @JsonPropertyDescription("Version of the value, counted up with each change.")
            String version) {}
}
