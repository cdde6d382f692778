package dev.sluice.provider.aws.secretsmanager;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.SecretKeyReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.SecretValue;
import dev.sluice.api.field.Sensitive;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.managed.ConnectionKey;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.kms.Key;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A secret of Secrets Manager. */
@Group("secretsmanager.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A secret of AWS Secrets Manager. Its name in AWS is the object's own, or that of the annotation sluice.dev/external-name. Deleting it starts its recovery window; until that is over it can be restored in AWS, and its name is taken.")
@ConnectionKey(name = "arn", description = "ARN of the secret")
@SuppressWarnings("serial")
public class Secret extends ManagedResource<Secret.Parameters, Secret.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "!(has(self.kmsKeyId) && has(self.kmsKeyRef))",
            message = "give either kmsKeyId or kmsKeyRef")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the secret lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @Size(max = 2048)
            @JsonPropertyDescription("What the secret is for. When unset, it has no description.")
            @Nullable
            String description,

            @Size(min = 1, max = 2048)
            @JsonPropertyDescription(
                    "ARN, id or alias of the KMS key that encrypts the value. When unset, the account's key aws/secretsmanager.")
            @Nullable
            String kmsKeyId,

            @Reference(kind = Key.class, output = "arn", to = "kmsKeyId")
            @JsonPropertyDescription("The key as a Key, by name or selector.")
            @Nullable
            ObjectReference kmsKeyRef,

            @Sensitive
            @ServerDefaulted
            @Size(min = 1, max = 65536)
            @JsonPropertyDescription(
                    "The value. It stands here in plain text: prefer secretStringSecretRef, or leave both unset and put the value into AWS by other means. Sluice then never reads it and leaves it as it is. When set, a change, here or in AWS, becomes a new version with the stage AWSCURRENT.")
            @Nullable
            String secretString,

            @SecretValue(to = "secretString")
            @JsonPropertyDescription(
                    "The value as a key of a Secret in the same namespace. When it changes there, or in AWS, it becomes a new version with the stage AWSCURRENT.")
            @Nullable
            SecretKeyReference secretStringSecretRef,

            @ServerDefaulted
            @Max(30)
            @ValidationRule(value = "self == 0 || self >= 7", message = "0, or 7 to 30 days")
            @JsonPropertyDescription(
                    "Days between the deletion of this object and that of the secret: 7 to 30, or 0 to delete it at once and for good. Default: 30.")
            @Nullable
            Long recoveryWindowInDays,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the secret.") String arn) {}
}
