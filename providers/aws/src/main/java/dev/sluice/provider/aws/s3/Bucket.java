package dev.sluice.provider.aws.s3;

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
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.kms.Key;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An S3 bucket. */
@Group("s3.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A bucket of Amazon S3. Its name in AWS is the object's own, or that of the annotation sluice.dev/external-name, and is unique in all of AWS. A bucket that still holds objects is never emptied, and so not deleted.")
@ConnectionKey(name = "name", description = "name of the bucket")
@ConnectionKey(name = "region", description = "region of the bucket")
@ConnectionKey(name = "endpoint", description = "URL of S3 in that region")
@SuppressWarnings("serial")
public class Bucket extends ManagedResource<Bucket.Parameters, Bucket.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value =
                    "!(has(self.replication) || has(self.objectLock)) || (has(self.versioning) && self.versioning == 'Enabled')",
            message = "replication and objectLock need versioning: Enabled")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the bucket lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @ServerDefaulted
            @OneOf({"Enabled", "Suspended"})
            @JsonPropertyDescription(
                    "Whether S3 keeps older versions of objects. Left as it is when unset. Once enabled it can be suspended, not undone.")
            @Nullable
            String versioning,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "Encryption at rest of objects that name none themselves. When unset, AWS encrypts with AES256.")
            @Nullable
            Encryption encryption,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "Guards against public access. When unset, AWS's default for new buckets: all four on.")
            @Nullable
            PublicAccessBlock publicAccessBlock,

            @ServerDefaulted
            @OneOf({"BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"})
            @JsonPropertyDescription(
                    "BucketOwnerEnforced: the bucket's owner owns every object, and ACLs have no effect; AWS's default since 2023. BucketOwnerPreferred and ObjectWriter: ACLs have effect. Left as it is when unset.")
            @Nullable
            String objectOwnership,

            @PolicyDocument
            @JsonPropertyDescription(
                    "The bucket policy, an IAM policy document in YAML. Compared by meaning. When unset, the bucket has none.")
            @Nullable
            JsonNode policy,

            @UnorderedList
            @Size(max = 100)
            @JsonPropertyDescription(
                    "What becomes of objects as they age: other storage classes, deletion. When unset, nothing.")
            @Nullable
            List<LifecycleRule> lifecycleRules,

            @Size(max = 100)
            @JsonPropertyDescription(
                    "Which web pages may use the bucket from a browser; the first rule that fits a request counts. When unset, none.")
            @Nullable
            List<CorsRule> corsRules,

            @JsonPropertyDescription("Where S3 keeps a record of the requests to the bucket. When unset, nowhere.")
            @Nullable
            Logging logging,

            @JsonPropertyDescription("Who is told of what happens to the bucket's objects. When unset, nobody.")
            @Nullable
            Notifications notifications,

            @JsonPropertyDescription(
                    "Which objects S3 copies to other buckets. Needs versioning: Enabled. When unset, none.")
            @Nullable
            Replication replication,

            @JsonPropertyDescription("The bucket as a web site. When unset, it is none.") @Nullable
            Website website,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "Versions of objects that nobody can delete for a time. Needs versioning: Enabled. Left as it is when unset.")
            @Nullable
            ObjectLock objectLock,

            @ServerDefaulted
            @OneOf({"Enabled", "Suspended"})
            @JsonPropertyDescription(
                    "Whether clients may come by AWS's edge locations. AWS's default: they may not. Left as it is when unset.")
            @Nullable
            String transferAcceleration,

            @ServerDefaulted
            @OneOf({"BucketOwner", "Requester"})
            @JsonPropertyDescription(
                    "Who pays for requests and downloads. AWS's default: BucketOwner. Left as it is when unset.")
            @Nullable
            String requestPayer,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** Default encryption. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "self.algorithm != 'AES256' || !has(self.kmsKeyId)",
            message = "kmsKeyId needs algorithm aws:kms or aws:kms:dsse")
    @ValidationRule(
            value = "!has(self.kmsKeyRef) || (self.algorithm != 'AES256' && !has(self.kmsKeyId))",
            message = "kmsKeyRef needs algorithm aws:kms or aws:kms:dsse, and takes the place of kmsKeyId")
    public record Encryption(
            @Required
            @OneOf({"AES256", "aws:kms", "aws:kms:dsse"})
            @JsonPropertyDescription(
                    "AES256: keys that S3 manages. aws:kms: a KMS key. aws:kms:dsse: two layers with a KMS key.")
            String algorithm,

            @Size(min = 1, max = 2048)
            @JsonPropertyDescription(
                    "ARN, id or alias of the KMS key. When unset with aws:kms, the account's key aws/s3.")
            @Nullable
            String kmsKeyId,

            @Reference(kind = Key.class, output = "arn", to = "kmsKeyId")
            @JsonPropertyDescription("The key as a Key in the same namespace.")
            @Nullable
            ObjectReference kmsKeyRef,

            @ServerDefaulted
            @JsonPropertyDescription("True has S3 derive data keys per bucket, which saves calls to KMS.")
            @Nullable
            Boolean bucketKeyEnabled) {}

    /** The four guards against public access. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PublicAccessBlock(
            @ServerDefaulted
            @JsonPropertyDescription("True refuses new public ACLs. Left as it is when unset.")
            @Nullable
            Boolean blockPublicAcls,

            @ServerDefaulted
            @JsonPropertyDescription("True takes the effect from public ACLs that exist. Left as it is when unset.")
            @Nullable
            Boolean ignorePublicAcls,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True refuses a bucket policy that allows public access. Left as it is when unset.")
            @Nullable
            Boolean blockPublicPolicy,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True limits a bucket with a public policy to the account and AWS's services. Left as it is when unset.")
            @Nullable
            Boolean restrictPublicBuckets) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("Name of the bucket in AWS.")
            String name,

            @JsonPropertyDescription("ARN of the bucket.") String arn,

            @JsonPropertyDescription("Host name of the bucket in its region.")
            String domainName) {}
}
