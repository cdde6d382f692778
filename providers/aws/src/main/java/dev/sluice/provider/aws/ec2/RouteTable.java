package dev.sluice.provider.aws.ec2;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.UnorderedList;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where traffic of subnets goes. */
@Group("ec2.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A route table of Amazon EC2: where traffic goes, and for which subnets. AWS chooses its id. The routes that come with the VPC itself, that a VPN gateway propagates or that a gateway endpoint adds are left alone; all others are those given here.")
@SuppressWarnings("serial")
public class RouteTable extends ManagedResource<RouteTable.Parameters, RouteTable.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "has(self.vpcId) != has(self.vpcRef)", message = "give either vpcId or vpcRef")
    @ValidationRule(
            value = "!(has(self.subnetIds) && has(self.subnetRefs))",
            message = "give either subnetIds or subnetRefs")
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

            @UnorderedList
            @Size(max = 100)
            @JsonPropertyDescription(
                    "Routes, at most one for a destination. Others that someone adds in AWS are removed.")
            @Nullable
            List<Route> routes,

            @UnorderedList
            @Size(max = 100)
            @JsonPropertyDescription(
                    "Ids of the subnets that use this table. A subnet uses one table; those that use none of their own use the VPC's main table.")
            @Nullable
            List<@Size(max = 32) @Pattern(Ids.SUBNET) String> subnetIds,

            @UnorderedList
            @Size(max = 100)
            @Reference(kind = Subnet.class, output = "id", to = "subnetIds")
            @JsonPropertyDescription("The subnets as Subnets, by name or selector.")
            @Nullable
            List<ObjectReference> subnetRefs,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What goes where. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value =
                    "[has(self.destinationCidrBlock), has(self.destinationIpv6CidrBlock), has(self.destinationPrefixListId)].filter(given, given).size() == 1",
            message = "give one destination: destinationCidrBlock, destinationIpv6CidrBlock or destinationPrefixListId")
    @ValidationRule(
            value =
                    "[has(self.gatewayId), has(self.internetGatewayRef), has(self.natGatewayId), has(self.natGatewayRef), has(self.egressOnlyInternetGatewayId), has(self.transitGatewayId), has(self.vpcPeeringConnectionId), has(self.vpcEndpointId), has(self.networkInterfaceId)].filter(given, given).size() == 1",
            message =
                    "give one target: gatewayId or internetGatewayRef, natGatewayId or natGatewayRef, egressOnlyInternetGatewayId, transitGatewayId, vpcPeeringConnectionId, vpcEndpointId or networkInterfaceId")
    public record Route(
            @Size(max = Cidr.MAX_LENGTH)
            @ValidationRule(value = Cidr.V4_RULE, message = Cidr.V4_MESSAGE)
            @JsonPropertyDescription("IPv4 addresses, for example 0.0.0.0/0 for all that no other route has.")
            @Nullable
            String destinationCidrBlock,

            @Size(max = Cidr.MAX_LENGTH)
            @ValidationRule(value = Cidr.V6_RULE, message = Cidr.V6_MESSAGE)
            @JsonPropertyDescription("IPv6 addresses, for example ::/0 for all that no other route has.")
            @Nullable
            String destinationIpv6CidrBlock,

            @Size(max = 32)
            @Pattern(Ids.PREFIX_LIST)
            @JsonPropertyDescription("Id of a list of addresses that is managed elsewhere.")
            @Nullable
            String destinationPrefixListId,

            @Size(max = 32)
            @Pattern(Ids.GATEWAY)
            @JsonPropertyDescription("Id of an internet gateway or a VPN gateway.")
            @Nullable
            String gatewayId,

            @Reference(kind = InternetGateway.class, output = "id", to = "gatewayId")
            @JsonPropertyDescription("An internet gateway as an InternetGateway, by name or selector.")
            @Nullable
            ObjectReference internetGatewayRef,

            @Size(max = 32) @Pattern(Ids.NAT_GATEWAY) @JsonPropertyDescription("Id of a NAT gateway.") @Nullable
            String natGatewayId,

            @Reference(kind = NatGateway.class, output = "id", to = "natGatewayId")
            @JsonPropertyDescription("A NAT gateway as a NATGateway, by name or selector.")
            @Nullable
            ObjectReference natGatewayRef,

            @Size(max = 32)
            @Pattern(Ids.EGRESS_ONLY_GATEWAY)
            @JsonPropertyDescription("Id of an egress-only internet gateway, for IPv6.")
            @Nullable
            String egressOnlyInternetGatewayId,

            @Size(max = 32) @Pattern(Ids.TRANSIT_GATEWAY) @JsonPropertyDescription("Id of a transit gateway.") @Nullable
            String transitGatewayId,

            @Size(max = 32)
            @Pattern(Ids.PEERING)
            @JsonPropertyDescription("Id of a peering connection to another VPC.")
            @Nullable
            String vpcPeeringConnectionId,

            @Size(max = 32)
            @Pattern(Ids.VPC_ENDPOINT)
            @JsonPropertyDescription("Id of the endpoint of a Gateway Load Balancer.")
            @Nullable
            String vpcEndpointId,

            @Size(max = 32)
            @Pattern(Ids.NETWORK_INTERFACE)
            @JsonPropertyDescription("Id of a network interface, for example of an instance that forwards traffic.")
            @Nullable
            String networkInterfaceId) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("Id of the route table.")
            String id,

            @JsonPropertyDescription("ARN of the route table.")
            String arn) {}
}
