package dev.sluice.provider.aws.ec2;

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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A way from a VPC to a service that does not leave Amazon's network. */
@Group("ec2.aws.sluice.dev")
@Version("v1alpha1")
@Kind("VPCEndpoint")
@Describes(
        "A VPC endpoint of Amazon EC2: a way from the VPC to a service without the internet. A gateway endpoint (S3, DynamoDB) is a route in route tables and free; an interface endpoint is an address in subnets and costs by the hour. AWS chooses its id.")
@SuppressWarnings("serial")
public class VpcEndpoint extends ManagedResource<VpcEndpoint.Parameters, VpcEndpoint.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "has(self.vpcId) != has(self.vpcRef)", message = "give either vpcId or vpcRef")
    @ValidationRule(
            value =
                    "!(has(self.routeTableIds) && has(self.routeTableRefs)) && !(has(self.subnetIds) && has(self.subnetRefs)) && !(has(self.securityGroupIds) && has(self.securityGroupRefs))",
            message = "give route tables, subnets and security groups either by ids or by references")
    @ValidationRule(
            value =
                    "has(self.vpcEndpointType) && self.vpcEndpointType != 'Gateway' ? !(has(self.routeTableIds) || has(self.routeTableRefs)) : !(has(self.subnetIds) || has(self.subnetRefs) || has(self.securityGroupIds) || has(self.securityGroupRefs) || has(self.privateDnsEnabled) || has(self.ipAddressType))",
            message =
                    "route tables are for gateway endpoints; subnets, security groups, privateDnsEnabled and ipAddressType for the others: set vpcEndpointType")
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
            @Pattern("^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+$")
            @JsonPropertyDescription("The service, for example com.amazonaws.eu-west-1.s3. Cannot be changed.")
            String serviceName,

            @Immutable
            @ServerDefaulted
            @OneOf({"Gateway", "Interface", "GatewayLoadBalancer"})
            @JsonPropertyDescription(
                    "Gateway for S3 and DynamoDB by routes, Interface for most services, GatewayLoadBalancer for appliances. AWS's default: Gateway. Cannot be changed.")
            @Nullable
            String vpcEndpointType,

            @UnorderedList
            @Size(max = 100)
            @JsonPropertyDescription("Gateway only. Ids of the route tables that get a route to the service.")
            @Nullable
            List<@Size(max = 32) @Pattern(Ids.ROUTE_TABLE) String> routeTableIds,

            @UnorderedList
            @Size(max = 100)
            @Reference(kind = RouteTable.class, output = "id", to = "routeTableIds")
            @JsonPropertyDescription("The route tables as RouteTables, by name or selector.")
            @Nullable
            List<ObjectReference> routeTableRefs,

            @UnorderedList
            @Size(max = 20)
            @JsonPropertyDescription("Ids of the subnets in which the endpoint has an address, at most one in a zone.")
            @Nullable
            List<@Size(max = 32) @Pattern(Ids.SUBNET) String> subnetIds,

            @UnorderedList
            @Size(max = 20)
            @Reference(kind = Subnet.class, output = "id", to = "subnetIds")
            @JsonPropertyDescription("The subnets as Subnets, by name or selector.")
            @Nullable
            List<ObjectReference> subnetRefs,

            @ServerDefaulted
            @UnorderedList
            @Size(min = 1, max = 16)
            @JsonPropertyDescription(
                    "Interface only. Ids of the security groups of its addresses. Left as it is when unset: the VPC's default group.")
            @Nullable
            List<@Size(max = 32) @Pattern(Ids.SECURITY_GROUP) String> securityGroupIds,

            @UnorderedList
            @Size(min = 1, max = 16)
            @Reference(kind = SecurityGroup.class, output = "id", to = "securityGroupIds")
            @JsonPropertyDescription("The security groups as SecurityGroups, by name or selector.")
            @Nullable
            List<ObjectReference> securityGroupRefs,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "Interface only. Whether the service's usual names lead to the endpoint; the VPC needs enableDnsSupport and enableDnsHostnames. AWS's default: true. Left as it is when unset.")
            @Nullable
            Boolean privateDnsEnabled,

            @ServerDefaulted
            @OneOf({"ipv4", "dualstack", "ipv6"})
            @JsonPropertyDescription(
                    "Which addresses the endpoint has. AWS's default is that of the subnets. Left as it is when unset.")
            @Nullable
            String ipAddressType,

            @ServerDefaulted
            @PolicyDocument
            @JsonPropertyDescription(
                    "What may be done through the endpoint, an IAM policy document in YAML. Compared by meaning. Left as it is when unset: AWS allows everything.")
            @Nullable
            JsonNode policy,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("Id of the endpoint.") String id,

            @JsonPropertyDescription("ARN of the endpoint.") String arn,

            @JsonPropertyDescription("DNS name of the endpoint in all its zones, of those that have addresses.")
            @Nullable
            String dnsName) {}
}
