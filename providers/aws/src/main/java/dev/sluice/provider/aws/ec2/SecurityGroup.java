package dev.sluice.provider.aws.ec2;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.Reference;
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

/** Who may talk with what is in the group. */
@Group("ec2.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A security group of Amazon EC2: which traffic comes in to its members and goes out from them; what no rule allows is dropped. AWS chooses its id. Rules are a set: those that someone adds in AWS are removed. Two groups that name each other: let one of them say the other's id rather than refer to it.")
@SuppressWarnings("serial")
public class SecurityGroup extends ManagedResource<SecurityGroup.Parameters, SecurityGroup.Outputs> {
    /** What AWS takes in the words of a group and of a rule. */
    private static final String WORDS = "^[a-zA-Z0-9. _:/()#,@\\[\\]+=&;{}!$*-]*$";

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "has(self.vpcId) != has(self.vpcRef)", message = "give either vpcId or vpcRef")
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
            @Size(min = 1, max = 255)
            @Pattern(WORDS)
            @ValidationRule(
                    value = "!self.startsWith('sg-') && self != 'default'",
                    message = "a name does not begin with sg-, and default is the VPC's own group")
            @JsonPropertyDescription("Name of the group, which no other group of the VPC has. Cannot be changed.")
            String groupName,

            @Immutable
            @ServerDefaulted
            @Size(min = 1, max = 255)
            @Pattern(WORDS)
            @JsonPropertyDescription("What the group is for. When unset: Managed by Sluice. Cannot be changed.")
            @Nullable
            String description,

            @UnorderedList @Size(max = 100) @JsonPropertyDescription("What may come in. When unset, nothing.") @Nullable
            List<Rule> ingress,

            @ServerDefaulted
            @UnorderedList
            @Size(max = 100)
            @JsonPropertyDescription(
                    "What may go out; an empty list lets nothing out. Left as it is when unset: AWS lets everything out.")
            @Nullable
            List<Rule> egress,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** Traffic of one protocol with one other side. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value =
                    "[has(self.cidrIpv4), has(self.cidrIpv6), has(self.prefixListId), has(self.securityGroupId), has(self.securityGroupRef), has(self.self)].filter(given, given).size() == 1",
            message =
                    "give one other side: cidrIpv4, cidrIpv6, prefixListId, securityGroupId, securityGroupRef or self")
    @ValidationRule(
            value =
                    "(self.ipProtocol in ['tcp', 'udp', 'icmp', 'icmpv6']) == has(self.fromPort) && has(self.fromPort) == has(self.toPort)",
            message = "fromPort and toPort are required with tcp, udp, icmp and icmpv6, and not allowed otherwise")
    @ValidationRule(
            value =
                    "!(self.ipProtocol in ['tcp', 'udp']) || !has(self.fromPort) || !has(self.toPort) || (self.fromPort >= 0 && self.fromPort <= self.toPort)",
            message = "fromPort of tcp and udp is 0 or more and not above toPort")
    public record Rule(
            @Required
            @Size(max = 6)
            @Pattern("^(-1|tcp|udp|icmp|icmpv6|[0-9]{1,3})$")
            @ValidationRule(
                    value = "!(self in ['1', '6', '17', '58'])",
                    message = "write icmp, tcp, udp or icmpv6 rather than the number")
            @JsonPropertyDescription("tcp, udp, icmp, icmpv6, the number of another protocol, or \"-1\" for all.")
            String ipProtocol,

            @Min(-1)
            @Max(65535)
            @JsonPropertyDescription("First port; of icmp and icmpv6 the type, -1 for all.")
            @Nullable
            Integer fromPort,

            @Min(-1)
            @Max(65535)
            @JsonPropertyDescription("Last port; of icmp and icmpv6 the code, -1 for all.")
            @Nullable
            Integer toPort,

            @Size(max = Cidr.MAX_LENGTH)
            @ValidationRule(value = Cidr.V4_RULE, message = Cidr.V4_MESSAGE)
            @JsonPropertyDescription("IPv4 addresses of the other side, 0.0.0.0/0 for all.")
            @Nullable
            String cidrIpv4,

            @Size(max = Cidr.MAX_LENGTH)
            @ValidationRule(value = Cidr.V6_RULE, message = Cidr.V6_MESSAGE)
            @JsonPropertyDescription("IPv6 addresses of the other side, ::/0 for all.")
            @Nullable
            String cidrIpv6,

            @Size(max = 32)
            @Pattern(Ids.PREFIX_LIST)
            @JsonPropertyDescription("Id of a list of addresses that is managed elsewhere.")
            @Nullable
            String prefixListId,

            @Size(max = 32)
            @Pattern(Ids.SECURITY_GROUP)
            @JsonPropertyDescription("Id of the other side's security group.")
            @Nullable
            String securityGroupId,

            @Reference(kind = SecurityGroup.class, output = "id", to = "securityGroupId")
            @JsonPropertyDescription("The other side's group as a SecurityGroup, by name or selector.")
            @Nullable
            ObjectReference securityGroupRef,

            @ValidationRule(value = "self", message = "leave self out rather than setting it to false")
            @JsonPropertyDescription("True: the other side is in this same group.")
            @Nullable
            Boolean self,

            @Size(min = 1, max = 255) @Pattern(WORDS) @JsonPropertyDescription("What the rule is for.") @Nullable
            String description) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("Id of the security group.")
            String id,

            @JsonPropertyDescription("ARN of the security group.")
            String arn) {}
}
