package dev.sluice.provider.aws.ecr;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.PolicyDocument;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.field.UnorderedList;
import dev.sluice.api.managed.ConnectionKey;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.KmsKeys;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.kms.Key;
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

/** An ECR repository. */
@Group("ecr.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A private repository of container images in Amazon ECR. Its name in AWS is the object's own, or that of the annotation sluice.dev/external-name, which may hold slashes: shop/api. A repository that still holds images is never emptied, and so not deleted.")
@ConnectionKey(name = "url", description = "where images are pushed to and pulled from, without a tag")
@ConnectionKey(name = "region", description = "region of the repository")
@SuppressWarnings("serial")
public class Repository extends ManagedResource<Repository.Parameters, Repository.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value =
                    "has(self.imageTagMutabilityExclusionFilters) == (has(self.imageTagMutability) && self.imageTagMutability.endsWith('_WITH_EXCLUSION'))",
            message =
                    "imageTagMutabilityExclusionFilters is required with MUTABLE_WITH_EXCLUSION and IMMUTABLE_WITH_EXCLUSION, and not allowed otherwise")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the repository lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @ServerDefaulted
            @OneOf({"MUTABLE", "IMMUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"})
            @JsonPropertyDescription(
                    "Whether a tag can be moved to another image; with _WITH_EXCLUSION, the tags of imageTagMutabilityExclusionFilters the other way round. AWS's default: MUTABLE. Left as it is when unset.")
            @Nullable
            String imageTagMutability,

            @UnorderedList
            @Size(min = 1, max = 5)
            @JsonPropertyDescription("The tags to which the opposite of imageTagMutability applies.")
            @Nullable
            List<ExclusionFilter> imageTagMutabilityExclusionFilters,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True scans an image for known vulnerabilities when it is pushed. AWS's default: false. Left as it is when unset. Scanning of the registry as a whole, where it is set up, comes first.")
            @Nullable
            Boolean scanOnPush,

            @Immutable
            @ServerDefaulted
            @JsonPropertyDescription("Encryption at rest. When unset, AES256. Cannot be changed.")
            @Nullable
            Encryption encryption,

            @JsonPropertyDescription("Which images expire. When unset, all are kept.") @Nullable
            LifecyclePolicy lifecyclePolicy,

            @PolicyDocument
            @JsonPropertyDescription(
                    "Who may use the repository, an IAM policy document in YAML. Compared by meaning. When unset, the repository has none.")
            @Nullable
            JsonNode policy,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** Tags that are excluded. */
    public record ExclusionFilter(
            @Required @OneOf("WILDCARD") @JsonPropertyDescription("WILDCARD, the one type that ECR knows.")
            String filterType,

            @Required
            @Size(min = 1, max = 128)
            @Pattern("^[0-9a-zA-Z._*-]{1,128}$")
            @JsonPropertyDescription("The tags that are meant; * stands for any text, for example dev-*.")
            String filter) {}

    /** Encryption at rest. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "self.type != 'AES256' || !(has(self.kmsKey) || has(self.kmsKeyRef))",
            message = "kmsKey and kmsKeyRef need type KMS or KMS_DSSE")
    @ValidationRule(value = "!(has(self.kmsKey) && has(self.kmsKeyRef))", message = "give either kmsKey or kmsKeyRef")
    public record Encryption(
            @Required
            @OneOf({"AES256", "KMS", "KMS_DSSE"})
            @JsonPropertyDescription(
                    "AES256: keys that S3 manages. KMS: a KMS key. KMS_DSSE: two layers with a KMS key.")
            String type,

            @ServerDefaulted
            @Size(min = 1, max = 2048)
            @Pattern(KmsKeys.PATTERN)
            @JsonPropertyDescription(
                    "ARN or id of the KMS key; not an alias, because ECR reports the key behind it. When unset, the account's key aws/ecr.")
            @Nullable
            String kmsKey,

            @Reference(kind = Key.class, output = "arn", to = "kmsKey")
            @JsonPropertyDescription("The key as a Key, by name or selector.")
            @Nullable
            ObjectReference kmsKeyRef) {}

    /** Expiry of images. */
    public record LifecyclePolicy(
            @Required
            @UnorderedList
            @Size(min = 1, max = 50)
            @JsonPropertyDescription("The rules. They apply by rulePriority, whatever their order here.")
            List<LifecycleRule> rules) {}

    /** One rule of a lifecycle policy. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LifecycleRule(
            @Required
            @Min(1)
            @Max(999999999)
            @JsonPropertyDescription("The rule with the lowest number applies first. No two rules share one.")
            Integer rulePriority,

            @Size(max = 1024) @JsonPropertyDescription("What the rule is for.") @Nullable
            String description,

            @Required @JsonPropertyDescription("The images that the rule is about.")
            Selection selection,

            @Required @JsonPropertyDescription("What becomes of them.")
            Action action) {}

    /** The images that a rule is about. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "(self.tagStatus == 'tagged') == (has(self.tagPatternList) || has(self.tagPrefixList))",
            message = "tagStatus tagged needs tagPatternList or tagPrefixList, and the others allow neither")
    @ValidationRule(
            value = "!(has(self.tagPatternList) && has(self.tagPrefixList))",
            message = "give either tagPatternList or tagPrefixList")
    @ValidationRule(
            value = "(self.countType != 'imageCountMoreThan') == has(self.countUnit)",
            message = "countUnit is required when days are counted, and not allowed with imageCountMoreThan")
    public record Selection(
            @Required
            @OneOf({"tagged", "untagged", "any"})
            @JsonPropertyDescription("tagged: those of tagPatternList or tagPrefixList. untagged. any.")
            String tagStatus,

            @UnorderedList
            @Size(min = 1, max = 50)
            @JsonPropertyDescription(
                    "Patterns of which the tags of an image match all; * stands for any text, for example prod-*.")
            @Nullable
            List<@Size(min = 1, max = 128) String> tagPatternList,

            @UnorderedList
            @Size(min = 1, max = 50)
            @JsonPropertyDescription("Texts with which tags of the image begin, all of them.")
            @Nullable
            List<@Size(min = 1, max = 128) String> tagPrefixList,

            @OneOf({"standard", "archive"})
            @JsonPropertyDescription("The storage in which the images are. When unset, as AWS has it: standard.")
            @Nullable
            String storageClass,

            @Required
            @OneOf({"imageCountMoreThan", "sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned"})
            @JsonPropertyDescription(
                    "imageCountMoreThan: the oldest, where there are more than countNumber. The others: those for which countNumber days have gone by since.")
            String countType,

            @OneOf("days") @JsonPropertyDescription("days, where they are counted.") @Nullable
            String countUnit,

            @Required @Min(1) @Max(999999999) @JsonPropertyDescription("The number of images or of days.")
            Integer countNumber) {}

    /** What becomes of the selected images. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "(self.type == 'transition') == has(self.targetStorageClass)",
            message = "targetStorageClass is required with transition, and not allowed otherwise")
    public record Action(
            @Required
            @OneOf({"expire", "transition"})
            @JsonPropertyDescription("expire: deleted. transition: moved to targetStorageClass.")
            String type,

            @OneOf("archive") @JsonPropertyDescription("archive, with transition.") @Nullable
            String targetStorageClass) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the repository.")
            String arn,

            @JsonPropertyDescription("Where images are pushed to and pulled from, without a tag.")
            String uri) {}
}
