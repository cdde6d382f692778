package dev.sluice.provider.aws.ec2;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a VPC in one zone. */
@Group("ec2.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A subnet of Amazon EC2: a range of a VPC's addresses in one availability zone. AWS chooses its id. Its route table is said by a RouteTable; without one it is the VPC's main table.")
@SuppressWarnings("serial")
public class Subnet extends ManagedResource<Subnet.Parameters, Subnet.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "has(self.vpcId) != has(self.vpcRef)", message = "give either vpcId or vpcRef")
    @ValidationRule(
            value =
                    "has(self.ipv6CidrBlock) || !(has(self.assignIpv6AddressOnCreation) && self.assignIpv6AddressOnCreation)",
            message = "assignIpv6AddressOnCreation needs ipv6CidrBlock")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region of the VPC, for example eu-west-1. Cannot be changed.")
            String region,

            @Immutable
            @Size(max = 32)
            @Pattern(Ids.VPC)
            @JsonPropertyDescription("Id of the VPC. Cannot be changed.")
            @Nullable
            String vpcId,

            @Immutable
            @Reference(kind = Vpc.class, output = "id", to = "vpcId")
            @JsonPropertyDescription("The VPC as a VPC, by name or selector. Cannot be changed.")
            @Nullable
            ObjectReference vpcRef,

            @Required
            @Immutable
            @Size(max = Cidr.MAX_LENGTH)
            @ValidationRule(value = Cidr.V4_RULE, message = Cidr.V4_MESSAGE)
            @JsonPropertyDescription(
                    "IPv4 addresses of the subnet, from /16 to /28, within those of the VPC, for example 10.0.1.0/24. AWS keeps five of them. Cannot be changed.")
            String cidrBlock,

            @Immutable
            @ServerDefaulted
            @Size(max = 64)
            @Pattern("^[a-z]{2,4}(-[a-z0-9]{1,16}){2,8}$")
            @JsonPropertyDescription(
                    "Availability zone, for example eu-west-1a. AWS chooses one when unset. Cannot be changed.")
            @Nullable
            String availabilityZone,

            @Size(max = Cidr.MAX_LENGTH)
            @ValidationRule(value = Cidr.V6_RULE, message = Cidr.V6_MESSAGE)
            @JsonPropertyDescription(
                    "IPv6 addresses of the subnet, within those of the VPC, from /44 to /64 in steps of 4. When unset, it has none.")
            @Nullable
            String ipv6CidrBlock,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "Whether instances get a public IPv4 address when they start. AWS's default: false. Left as it is when unset.")
            @Nullable
            Boolean mapPublicIpOnLaunch,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "Whether network interfaces get an IPv6 address. AWS's default: false. Left as it is when unset.")
            @Nullable
            Boolean assignIpv6AddressOnCreation,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "Whether Amazon's DNS server makes up IPv6 addresses for names that have only IPv4 ones, for a NAT gateway to translate (DNS64). AWS's default: false. Left as it is when unset.")
            @Nullable
            Boolean enableDns64,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("Id of the subnet.") String id,

            @JsonPropertyDescription("ARN of the subnet.") String arn,

            @JsonPropertyDescription(
                    "Id of the availability zone, which means the same zone in every account, for example euw1-az1.")
            @Nullable
            String availabilityZoneId) {}
}
