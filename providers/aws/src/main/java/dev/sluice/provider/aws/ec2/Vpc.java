package dev.sluice.provider.aws.ec2;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A virtual network. */
@Group("ec2.aws.sluice.dev")
@Version("v1alpha1")
@Kind("VPC")
@Describes(
        "A virtual network of Amazon EC2. AWS chooses its id. A main route table, a network ACL and a security group named default come and go with it; Sluice leaves those alone.")
@SuppressWarnings("serial")
public class Vpc extends ManagedResource<Vpc.Parameters, Vpc.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value =
                    "!(has(self.enableDnsHostnames) && self.enableDnsHostnames && has(self.enableDnsSupport) && !self.enableDnsSupport)",
            message = "enableDnsHostnames needs enableDnsSupport")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the VPC lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @Required
            @Immutable
            @Size(max = Cidr.MAX_LENGTH)
            @ValidationRule(value = Cidr.V4_RULE, message = Cidr.V4_MESSAGE)
            @JsonPropertyDescription(
                    "IPv4 addresses of the VPC, from /16 to /28, for example 10.0.0.0/16. Cannot be changed.")
            String cidrBlock,

            @Immutable
            @ServerDefaulted
            @OneOf({"default", "dedicated"})
            @JsonPropertyDescription(
                    "Whether instances share hardware with other accounts (default) or never do (dedicated, at a price). AWS's default: default. Cannot be changed.")
            @Nullable
            String instanceTenancy,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True gives the VPC a /56 block of IPv6 addresses of Amazon; false takes it away. AWS's default: false. Left as it is when unset.")
            @Nullable
            Boolean amazonProvidedIpv6CidrBlock,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "Whether Amazon's DNS server answers in the VPC. AWS's default: true. Left as it is when unset.")
            @Nullable
            Boolean enableDnsSupport,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "Whether instances with public addresses get DNS names; interface endpoints with private names need it. AWS's default: false. Left as it is when unset.")
            @Nullable
            Boolean enableDnsHostnames,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("Id of the VPC.") String id,

            @JsonPropertyDescription("ARN of the VPC.") String arn,

            @JsonPropertyDescription("IPv6 addresses that Amazon gave the VPC.") @Nullable
            String ipv6CidrBlock) {}
}
