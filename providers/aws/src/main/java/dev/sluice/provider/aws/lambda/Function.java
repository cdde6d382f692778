package dev.sluice.provider.aws.lambda;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.field.UnorderedList;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.ec2.SecurityGroup;
import dev.sluice.provider.aws.ec2.Subnet;
import dev.sluice.provider.aws.iam.Role;
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

/** A Lambda function. */
@Group("lambda.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A function of AWS Lambda. Its name in AWS, at most 64 characters without dots, is the object's own, or that of the annotation sluice.dev/external-name.")
@SuppressWarnings("serial")
public class Function extends ManagedResource<Function.Parameters, Function.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "has(self.code.imageUri) ? !has(self.runtime) && !has(self.handler) && !has(self.layers)"
                    + " : has(self.runtime) && has(self.handler)",
            message = "a zip archive needs runtime and handler; an image has its own, and takes no layers")
    @ValidationRule(
            value = "has(oldSelf.code.imageUri) == has(self.code.imageUri)",
            message =
                    "a function made from an image cannot become one made from a zip archive, nor the other way round")
    @ValidationRule(value = "has(self.roleArn) != has(self.roleRef)", message = "give either roleArn or roleRef")
    @ValidationRule(
            value = "!(has(self.kmsKeyArn) && has(self.kmsKeyRef))",
            message = "give either kmsKeyArn or kmsKeyRef")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the function lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @Size(min = 1, max = 256)
            @JsonPropertyDescription("What the function is for. When unset, it has no description.")
            @Nullable
            String description,

            @Pattern("^arn:[a-z-]+:iam::[0-9]{12}:role/.+$")
            @Size(max = 256)
            @JsonPropertyDescription("ARN of the role that the function acts as.")
            @Nullable
            String roleArn,

            @Reference(kind = Role.class, output = "arn", to = "roleArn")
            @JsonPropertyDescription("The role as a Role, by name or selector.")
            @Nullable
            ObjectReference roleRef,

            @Required @JsonPropertyDescription("Where the code is.")
            Code code,

            @Pattern("^[a-z0-9.]+$")
            @Size(max = 64)
            @JsonPropertyDescription("The language and its version, for example python3.13 or provided.al2023.")
            @Nullable
            String runtime,

            @Pattern("^[^\\s]+$")
            @Size(max = 128)
            @JsonPropertyDescription("What is called, for example main.handler.")
            @Nullable
            String handler,

            @ServerDefaulted
            @OneOf({"x86_64", "arm64"})
            @JsonPropertyDescription(
                    "Processor that the code is made for. AWS's default: x86_64. Left as it is when unset.")
            @Nullable
            String architecture,

            @ServerDefaulted
            @Min(1)
            @Max(900)
            @JsonPropertyDescription("Seconds that a call may take. AWS's default: 3. Left as it is when unset.")
            @Nullable
            Integer timeout,

            @ServerDefaulted
            @Min(128)
            @Max(10240)
            @JsonPropertyDescription(
                    "Memory in MiB; processor time grows with it. AWS's default: 128. Left as it is when unset.")
            @Nullable
            Integer memorySize,

            @ServerDefaulted
            @Min(512)
            @Max(10240)
            @JsonPropertyDescription("Size of /tmp in MiB. AWS's default: 512. Left as it is when unset.")
            @Nullable
            Integer ephemeralStorageSize,

            @Size(max = 100)
            @JsonPropertyDescription(
                    "Environment variables. Whoever may read the object may read them: they are no place for secrets. When unset, none.")
            @Nullable
            Map<String, @Size(max = 4096) String> environment,

            @Size(min = 1, max = 5)
            @JsonPropertyDescription(
                    "ARNs of layer versions, of which later ones come over earlier ones. When unset, none.")
            @Nullable
            List<@Size(min = 1, max = 140) String> layers,

            @JsonPropertyDescription("The VPC that the function reaches into. When unset, none.") @Nullable
            VpcConfig vpcConfig,

            @Pattern("^arn:[a-z-]+:(sqs|sns):[a-z0-9-]+:[0-9]{12}:.+$")
            @Size(max = 512)
            @JsonPropertyDescription(
                    "ARN of the queue or topic that gets events which fail again and again. When unset, they are lost.")
            @Nullable
            String deadLetterTargetArn,

            @ServerDefaulted
            @OneOf({"Active", "PassThrough"})
            @JsonPropertyDescription(
                    "Active traces calls with X-Ray. AWS's default: PassThrough. Left as it is when unset.")
            @Nullable
            String tracingMode,

            @Pattern("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$")
            @Size(max = 256)
            @JsonPropertyDescription(
                    "ARN of the KMS key that encrypts the environment variables. When unset, a key that AWS owns.")
            @Nullable
            String kmsKeyArn,

            @Reference(kind = Key.class, output = "arn", to = "kmsKeyArn")
            @JsonPropertyDescription("The key as a Key, by name or selector.")
            @Nullable
            ObjectReference kmsKeyRef,

            @Min(0)
            @Max(100000)
            @JsonPropertyDescription(
                    "How many calls may be under way at once, which are kept for this function alone; 0 stops it. When unset, those that the account has left.")
            @Nullable
            Integer reservedConcurrentExecutions,

            @Size(max = 48)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @ValidationRule(
                    value = "!('sluice.dev/code' in self)",
                    message = "the tag sluice.dev/code belongs to Sluice")
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** Where the code is. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "[has(self.s3Key), has(self.zipFile), has(self.imageUri)].filter(p, p).size() == 1",
            message = "give one of s3Key with s3Bucket, zipFile and imageUri")
    @ValidationRule(value = "has(self.s3Bucket) == has(self.s3Key)", message = "s3Bucket and s3Key go together")
    @ValidationRule(
            value = "!(has(self.s3ObjectVersion) || has(self.sha256)) || has(self.s3Key)",
            message = "s3ObjectVersion and sha256 need s3Key")
    public record Code(
            @Size(min = 3, max = 63)
            @JsonPropertyDescription("Bucket with the zip archive, in the function's region.")
            @Nullable
            String s3Bucket,

            @Size(min = 1, max = 1024)
            @JsonPropertyDescription(
                    "Key of the zip archive. Another archive under the same key is noticed by its s3ObjectVersion or sha256 only.")
            @Nullable
            String s3Key,

            @Size(min = 1, max = 1024)
            @JsonPropertyDescription("Version of the object, in a bucket with versioning.")
            @Nullable
            String s3ObjectVersion,

            @Pattern("^[A-Za-z0-9+/]{43}=$")
            @JsonPropertyDescription(
                    "SHA-256 of the zip archive in base64, as Lambda reports it. With it, code that somebody else uploads is noticed.")
            @Nullable
            String sha256,

            @Size(min = 1, max = 262144) @JsonPropertyDescription("A small zip archive in base64.") @Nullable
            String zipFile,

            @Size(min = 1, max = 1024)
            @JsonPropertyDescription(
                    "Image in ECR, best by its digest: another image under the same tag is not noticed.")
            @Nullable
            String imageUri) {}

    /** The VPC that a function reaches into. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "has(self.subnetIds) != has(self.subnetRefs)",
            message = "give either subnetIds or subnetRefs")
    @ValidationRule(
            value = "has(self.securityGroupIds) != has(self.securityGroupRefs)",
            message = "give either securityGroupIds or securityGroupRefs")
    public record VpcConfig(
            @UnorderedList @Size(min = 1, max = 16) @JsonPropertyDescription("Ids of the subnets.") @Nullable
            List<@Pattern("^subnet-[0-9a-f]{8,17}$") @Size(max = 24) String> subnetIds,

            @UnorderedList
            @Size(min = 1, max = 16)
            @Reference(kind = Subnet.class, output = "id", to = "subnetIds")
            @JsonPropertyDescription("The subnets as Subnets, by name or selector.")
            @Nullable
            List<ObjectReference> subnetRefs,

            @UnorderedList @Size(min = 1, max = 5) @JsonPropertyDescription("Ids of the security groups.") @Nullable
            List<@Pattern("^sg-[0-9a-f]{8,17}$") @Size(max = 20) String> securityGroupIds,

            @UnorderedList
            @Size(min = 1, max = 5)
            @Reference(kind = SecurityGroup.class, output = "id", to = "securityGroupIds")
            @JsonPropertyDescription("The security groups as SecurityGroups, by name or selector.")
            @Nullable
            List<ObjectReference> securityGroupRefs) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("Name of the function.")
            String name,

            @JsonPropertyDescription("ARN of the function.") String arn,

            @JsonPropertyDescription("SHA-256 of the code in base64.") @Nullable
            String codeSha256) {}
}
