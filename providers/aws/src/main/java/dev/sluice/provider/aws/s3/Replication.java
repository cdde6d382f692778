package dev.sluice.provider.aws.s3;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.UnorderedList;
import dev.sluice.provider.aws.iam.Role;
import dev.sluice.provider.aws.kms.Key;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which objects S3 copies to other buckets. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "has(self.roleArn) != has(self.roleRef)", message = "give either roleArn or roleRef")
public record Replication(
        @Size(max = 2048)
        @Pattern("^arn:[a-z-]+:iam::[0-9]{12}:role/.+$")
        @JsonPropertyDescription("ARN of the role that S3 takes on to read here and write there.")
        @Nullable
        String roleArn,

        @Reference(kind = Role.class, output = "arn", to = "roleArn")
        @JsonPropertyDescription("The role as a Role in the same namespace.")
        @Nullable
        ObjectReference roleRef,

        @Required @UnorderedList @Size(min = 1, max = 100) @JsonPropertyDescription("What is copied where.")
        List<Rule> rules) {

    /** What is copied where. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Rule(
            @Required
            @Size(min = 1, max = 255)
            @JsonPropertyDescription("What the rule is known by; unique in the bucket.")
            String id,

            @Required
            @OneOf({"Enabled", "Disabled"})
            @JsonPropertyDescription("Enabled, or Disabled to keep the rule without its effect.")
            String status,

            @Required
            @Min(0)
            @Max(2147483647)
            @JsonPropertyDescription("Of two rules with the same destination the one with the higher number is used.")
            Integer priority,

            @JsonPropertyDescription("The objects that are meant. When unset, all.") @Nullable
            Filter filter,

            @JsonPropertyDescription(
                    "True copies delete markers too: what is deleted here is then deleted there. When unset, false.")
            @Nullable
            Boolean deleteMarkerReplication,

            @Required @JsonPropertyDescription("Where objects are copied to.")
            Destination destination) {}

    /** Which objects a rule is about. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Filter(
            @Size(min = 1, max = 1024) @JsonPropertyDescription("What the key of an object begins with.") @Nullable
            String prefix,

            @Size(min = 1, max = 10) @JsonPropertyDescription("Tags that an object has.") @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** The other bucket and how objects are kept there. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "has(self.bucketArn) != has(self.bucketRef)",
            message = "give either bucketArn or bucketRef")
    @ValidationRule(
            value = "!(has(self.replicaKmsKeyId) && has(self.replicaKmsKeyRef))",
            message = "give either replicaKmsKeyId or replicaKmsKeyRef")
    public record Destination(
            @Size(max = 256)
            @Pattern("^arn:[a-z-]+:s3:::[a-z0-9.-]+$")
            @JsonPropertyDescription(
                    "ARN of the bucket, whose versioning has to be enabled. Of two buckets that replicate to each other one has to be named in this way.")
            @Nullable
            String bucketArn,

            @Reference(kind = Bucket.class, output = "arn", to = "bucketArn")
            @JsonPropertyDescription("The bucket as a Bucket in the same namespace.")
            @Nullable
            ObjectReference bucketRef,

            @Size(max = 12)
            @Pattern("^[0-9]{12}$")
            @JsonPropertyDescription(
                    "Account of the bucket, which becomes the owner of the copies. When unset, the owner stays the same.")
            @Nullable
            String ownerAccount,

            @OneOf({
                "STANDARD",
                "STANDARD_IA",
                "ONEZONE_IA",
                "INTELLIGENT_TIERING",
                "GLACIER_IR",
                "GLACIER",
                "DEEP_ARCHIVE",
                "REDUCED_REDUNDANCY"
            })
            @JsonPropertyDescription("Storage class of the copies. When unset, that of the original.")
            @Nullable
            String storageClass,

            @Size(max = 2048)
            @JsonPropertyDescription(
                    "ARN of a KMS key in the region of the other bucket, with which copies are encrypted; objects that are encrypted with KMS are copied too then. When unset, they are not.")
            @Nullable
            String replicaKmsKeyId,

            @Reference(kind = Key.class, output = "arn", to = "replicaKmsKeyId")
            @JsonPropertyDescription("The key as a Key in the same namespace.")
            @Nullable
            ObjectReference replicaKmsKeyRef,

            @JsonPropertyDescription(
                    "True has S3 copy most objects within 15 minutes and measure it, at a price. When unset, false.")
            @Nullable
            Boolean replicationTimeControl) {}
}
