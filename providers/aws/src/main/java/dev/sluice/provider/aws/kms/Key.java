package dev.sluice.provider.aws.kms;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Describes;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.PolicyDocument;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A KMS key. */
@Group("kms.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A key of AWS KMS. AWS chooses its id. Deleting it schedules the deletion: for deletionWindowInDays it can be restored in AWS, afterwards what it has encrypted is lost.")
@SuppressWarnings("serial")
public class Key extends ManagedResource<Key.Parameters, Key.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value =
                    "!(has(self.enableKeyRotation) && self.enableKeyRotation) || !has(self.keySpec) || self.keySpec == 'SYMMETRIC_DEFAULT'",
            message = "only a key with keySpec SYMMETRIC_DEFAULT can be rotated")
    @ValidationRule(
            value = "!has(self.rotationPeriodInDays) || (has(self.enableKeyRotation) && self.enableKeyRotation)",
            message = "rotationPeriodInDays needs enableKeyRotation")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the key lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @Size(max = 8192)
            @JsonPropertyDescription("What the key is for. When unset, the key has no description.")
            @Nullable
            String description,

            @Immutable
            @ServerDefaulted
            @OneOf({
                "SYMMETRIC_DEFAULT",
                "RSA_2048",
                "RSA_3072",
                "RSA_4096",
                "ECC_NIST_P256",
                "ECC_NIST_P384",
                "ECC_NIST_P521",
                "ECC_NIST_EDWARDS25519",
                "ECC_SECG_P256K1",
                "HMAC_224",
                "HMAC_256",
                "HMAC_384",
                "HMAC_512",
                "ML_DSA_44",
                "ML_DSA_65",
                "ML_DSA_87",
                "SM2"
            })
            @JsonPropertyDescription("Kind of key material. AWS's default: SYMMETRIC_DEFAULT. Cannot be changed.")
            @Nullable
            String keySpec,

            @Immutable
            @ServerDefaulted
            @OneOf({"ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"})
            @JsonPropertyDescription(
                    "What the key can do. AWS's default: ENCRYPT_DECRYPT; keys that are not symmetric need it. Cannot be changed.")
            @Nullable
            String keyUsage,

            @Immutable
            @ServerDefaulted
            @JsonPropertyDescription(
                    "True makes a primary key that can be replicated to other regions. AWS's default: false. Cannot be changed.")
            @Nullable
            Boolean multiRegion,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "False disables the key: nothing can be encrypted or decrypted with it. A new key is enabled. Left as it is when unset.")
            @Nullable
            Boolean enabled,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True has KMS make new key material in regular intervals. AWS's default: false. Left as it is when unset.")
            @Nullable
            Boolean enableKeyRotation,

            @ServerDefaulted
            @Min(90)
            @Max(2560)
            @JsonPropertyDescription("Days between rotations. AWS's default: 365. Left as it is when unset.")
            @Nullable
            Integer rotationPeriodInDays,

            @ServerDefaulted
            @PolicyDocument
            @JsonPropertyDescription(
                    "The key policy, an IAM policy document in YAML. Compared by meaning. AWS's default lets the account's IAM policies decide. Left as it is when unset.")
            @Nullable
            JsonNode policy,

            @ServerDefaulted
            @Min(7)
            @Max(30)
            @JsonPropertyDescription("Days between the deletion of this object and that of the key. Default: 30.")
            @Nullable
            Integer deletionWindowInDays,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the key.") String arn,

            @JsonPropertyDescription("Id of the key.") String keyId) {}
}
