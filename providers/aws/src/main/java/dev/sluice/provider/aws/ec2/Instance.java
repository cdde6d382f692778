package dev.sluice.provider.aws.ec2;

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
import dev.sluice.api.field.UnorderedList;
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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A virtual machine. */
@Group("ec2.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A virtual machine of Amazon EC2. AWS chooses its id. What AWS changes only on a machine that is stopped (type, user data) cannot be changed here: Sluice stops nothing. Whether it runs or is stopped is not Sluice's affair; one that is terminated is launched anew.")
@SuppressWarnings("serial")
public class Instance extends ManagedResource<Instance.Parameters, Instance.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value =
                    "!(has(self.subnetId) && has(self.subnetRef)) && !(has(self.securityGroupIds) && has(self.securityGroupRefs))",
            message = "give subnet and security groups either by ids or by references")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the instance runs in, for example eu-west-1. Cannot be changed.")
            String region,

            @Required
            @Immutable
            @Size(max = 32)
            @Pattern(Ids.IMAGE)
            @JsonPropertyDescription("Id of the image (AMI) it starts from. Cannot be changed.")
            String imageId,

            @Required
            @Immutable
            @Size(max = 64)
            @Pattern("^[a-z0-9-]+\\.[a-z0-9-]+$")
            @JsonPropertyDescription(
                    "Type, for example t3.micro. Cannot be changed, because AWS changes it only while the instance is stopped: create another instance.")
            String instanceType,

            @Immutable
            @ServerDefaulted
            @Size(max = 32)
            @Pattern(Ids.SUBNET)
            @JsonPropertyDescription(
                    "Id of the subnet. When unset, one of the account's default VPC. Cannot be changed.")
            @Nullable
            String subnetId,

            @Immutable
            @Reference(kind = Subnet.class, output = "id", to = "subnetId")
            @JsonPropertyDescription("The subnet as a Subnet, by name or selector. Cannot be changed.")
            @Nullable
            ObjectReference subnetRef,

            @ServerDefaulted
            @UnorderedList
            @Size(min = 1, max = 16)
            @JsonPropertyDescription(
                    "Ids of the security groups it is in. Left as it is when unset: the VPC's default group.")
            @Nullable
            List<@Size(max = 32) @Pattern(Ids.SECURITY_GROUP) String> securityGroupIds,

            @UnorderedList
            @Size(min = 1, max = 16)
            @Reference(kind = SecurityGroup.class, output = "id", to = "securityGroupIds")
            @JsonPropertyDescription("The security groups as SecurityGroups, by name or selector.")
            @Nullable
            List<ObjectReference> securityGroupRefs,

            @Immutable
            @ServerDefaulted
            @Size(max = 15)
            @Pattern("^[0-9]{1,3}(\\.[0-9]{1,3}){3}$")
            @JsonPropertyDescription(
                    "Its first address within the subnet. AWS chooses one when unset. Cannot be changed.")
            @Nullable
            String privateIpAddress,

            @Immutable
            @Size(min = 1, max = 255)
            @JsonPropertyDescription(
                    "Name of the key pair whose owner may log in. When unset, nobody may by a key pair. Cannot be changed.")
            @Nullable
            String keyName,

            @Size(min = 1, max = 128)
            @Pattern("^[A-Za-z0-9+=,.@_-]+$")
            @JsonPropertyDescription("Name of the IAM instance profile whose role its software has. When unset, none.")
            @Nullable
            String iamInstanceProfileName,

            @Sensitive
            @Immutable
            @Size(min = 1, max = 16384)
            @JsonPropertyDescription(
                    "Text the instance gets when it starts, for example a script or cloud-init's configuration, at most 16 KiB, as it is (not base64). It may hold secrets and is never shown. Cannot be changed.")
            @Nullable
            String userData,

            @Immutable
            @SecretValue(to = "userData")
            @JsonPropertyDescription(
                    "That text as a key of a Secret in the same namespace. When it changes there, this object says that another instance is needed. Cannot be changed.")
            @Nullable
            SecretKeyReference userDataSecretRef,

            @Immutable
            @ServerDefaulted
            @JsonPropertyDescription("The disk it starts from. When unset, as the image says. Cannot be changed.")
            @Nullable
            RootVolume rootVolume,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "How software on the instance asks for its credentials and other data. AWS's defaults are those of the image and the account. Left as it is when unset.")
            @Nullable
            MetadataOptions metadataOptions,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True drops traffic that is neither from nor to the instance; false is for those that forward. AWS's default: true. Left as it is when unset.")
            @Nullable
            Boolean sourceDestCheck,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True protects the instance from termination, by Sluice too. AWS's default: false. Left as it is when unset.")
            @Nullable
            Boolean disableApiTermination,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags of the instance. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** The disk an instance starts from. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RootVolume(
            @ServerDefaulted
            @Min(1)
            @Max(65536)
            @JsonPropertyDescription("Size in GiB, not less than the image's. When unset, the image's.")
            @Nullable
            Integer volumeSize,

            @ServerDefaulted
            @OneOf({"gp2", "gp3", "io1", "io2", "standard"})
            @JsonPropertyDescription("Type of the volume. When unset, as the image says.")
            @Nullable
            String volumeType,

            @ServerDefaulted
            @Min(100)
            @Max(256000)
            @JsonPropertyDescription("Operations a second, for gp3, io1 and io2. AWS's default for gp3: 3000.")
            @Nullable
            Integer iops,

            @ServerDefaulted
            @Min(125)
            @Max(2000)
            @JsonPropertyDescription("MiB a second, for gp3. AWS's default: 125.")
            @Nullable
            Integer throughput,

            @ServerDefaulted
            @JsonPropertyDescription("True encrypts it. When unset, as the image and the account's settings say.")
            @Nullable
            Boolean encrypted,

            @ServerDefaulted
            @Size(max = 256)
            @Pattern("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$")
            @JsonPropertyDescription(
                    "ARN of the KMS key that encrypts it, with encrypted. When unset, the account's default key.")
            @Nullable
            String kmsKeyId,

            @ServerDefaulted
            @JsonPropertyDescription("Whether it goes with the instance. When unset, as the image says, mostly true.")
            @Nullable
            Boolean deleteOnTermination) {}

    /** The instance metadata service. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MetadataOptions(
            @ServerDefaulted
            @OneOf({"required", "optional"})
            @JsonPropertyDescription(
                    "required answers only those who ask for a token first (IMDSv2), which keeps credentials from many attacks.")
            @Nullable
            String httpTokens,

            @ServerDefaulted
            @OneOf({"enabled", "disabled"})
            @JsonPropertyDescription("Whether the service answers at all.")
            @Nullable
            String httpEndpoint,

            @ServerDefaulted
            @Min(1)
            @Max(64)
            @JsonPropertyDescription("How many hops an answer may go; containers need 2.")
            @Nullable
            Integer httpPutResponseHopLimit,

            @ServerDefaulted
            @OneOf({"enabled", "disabled"})
            @JsonPropertyDescription("Whether the service tells the instance's tags.")
            @Nullable
            String instanceMetadataTags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("Id of the instance.") String id,

            @JsonPropertyDescription("ARN of the instance.") String arn,

            @JsonPropertyDescription("Its first address within the subnet.") @Nullable
            String privateIp,

            @JsonPropertyDescription("Its public address, if it has one and runs.") @Nullable
            String publicIp,

            @JsonPropertyDescription("Its DNS name within the VPC.") @Nullable
            String privateDnsName) {}
}
