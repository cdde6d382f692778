package dev.sluice.provider.aws.ec2;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.BatchReader;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.ec2.RouteTable.Outputs;
import dev.sluice.provider.aws.ec2.RouteTable.Parameters;
import dev.sluice.provider.aws.ec2.RouteTable.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;

/** Maps a route table to EC2, where each route and each association with a subnet is a call of its own. */
final class RouteTableAdapter implements Adapter<Parameters, Outputs, AwsSession> {

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        return describe(Ec2.of(target)).map(table -> observed(target, table));
    }

    private static Observed<Parameters, Outputs> observed(Target<Parameters, AwsSession> target, RouteTable table) {
        var tags = Ec2.map(table.tags());
        var subnets = associations(table).map(RouteTableAssociation::subnetId).toList();
        var parameters = new Parameters(
                target.region(),
                table.vpcId(),
                null,
                Routes.parameter(table.routes()),
                subnets.isEmpty() ? null : subnets,
                null,
                Tags.parameter(tags));
        var id = table.routeTableId();
        return Observed.available(
                parameters,
                new Outputs(id, Ec2.of(target).arn(table.ownerId(), "route-table/" + id)),
                Tags.owner(tags));
    }

    private static Optional<RouteTable> describe(Ec2 ec2) {
        return ec2.one(
                "DescribeRouteTables",
                c -> c.describeRouteTables(r -> r.routeTableIds(ec2.id())),
                DescribeRouteTablesResponse::routeTables);
    }

    /** Those with subnets: that with a gateway, and that which makes a table the VPC's main one, are not ours. */
    private static Stream<RouteTableAssociation> associations(RouteTable table) {
        return table.associations().stream()
                .filter(association -> association.subnetId() != null)
                .filter(association -> association.associationState() == null
                        || !association.associationState().stateAsString().startsWith("disassociat"));
    }

    @Override
    public Optional<BatchReader<Parameters, Outputs, AwsSession>> batches() {
        return Optional.of(new Ec2Batches<>(
                "DescribeRouteTables",
                "route-table-id",
                (c, byId) -> c.describeRouteTablesPaginator(r -> r.filters(byId)),
                DescribeRouteTablesResponse::routeTables,
                RouteTable::routeTableId,
                (target, table) -> Optional.of(observed(target, table))));
    }

    @Override
    public List<String> find(Target<Parameters, AwsSession> target, Map<String, String> tags) {
        var ec2 = Ec2.of(target);
        return ec2
                .tagged(
                        tags,
                        "DescribeRouteTables",
                        c -> c.describeRouteTablesPaginator(r -> r.filters(Ec2.having(tags))),
                        DescribeRouteTablesResponse::routeTables,
                        RouteTable::tags)
                .stream()
                .map(RouteTable::routeTableId)
                .toList();
    }

    /** The update that follows adds routes and subnets. */
    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        var desired = target.desired();
        return ec2.call(
                "CreateRouteTable",
                c -> c.createRouteTable(r -> r.vpcId(desired.vpcId())
                                .tagSpecifications(ec2.tagged(ResourceType.ROUTE_TABLE, desired.tags())))
                        .routeTable()
                        .routeTableId());
    }

    /** Routes before subnets, so that a subnet does not come to a table that has none yet. */
    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var ec2 = Ec2.of(target);
        var changed = new Changed(diff);
        ec2.retag(target.desired().tags(), observed.parameters().tags(), observed.ownerUid());
        if (changed.touches("routes")) {
            routes(ec2, observed.parameters().routes(), target.desired().routes());
        }
        if (changed.touches("subnetIds")) {
            subnets(ec2, observed.parameters().subnetIds(), target.desired().subnetIds());
        }
    }

    private static void routes(Ec2 ec2, @Nullable List<Route> observed, @Nullable List<Route> desired) {
        Routes.twice(desired).ifPresent(destination -> {
            throw Ec2.invalid(
                    "CreateRoute",
                    "routes",
                    "two routes have the destination %s: leave one of them out".formatted(destination));
        });
        var edit = Routes.Edit.of(observed, desired);
        edit.create().forEach(route -> create(ec2, route));
        edit.replace().forEach(route -> replace(ec2, route));
        edit.delete().forEach(route -> delete(ec2, route));
    }

    private static void create(Ec2 ec2, Route route) {
        ec2.call(
                "CreateRoute",
                c -> c.createRoute(r -> r.routeTableId(ec2.id())
                        .destinationCidrBlock(route.destinationCidrBlock())
                        .destinationIpv6CidrBlock(route.destinationIpv6CidrBlock())
                        .destinationPrefixListId(route.destinationPrefixListId())
                        .gatewayId(route.gatewayId())
                        .natGatewayId(route.natGatewayId())
                        .egressOnlyInternetGatewayId(route.egressOnlyInternetGatewayId())
                        .transitGatewayId(route.transitGatewayId())
                        .vpcPeeringConnectionId(route.vpcPeeringConnectionId())
                        .vpcEndpointId(route.vpcEndpointId())
                        .networkInterfaceId(route.networkInterfaceId())));
    }

    private static void replace(Ec2 ec2, Route route) {
        ec2.call(
                "ReplaceRoute",
                c -> c.replaceRoute(r -> r.routeTableId(ec2.id())
                        .destinationCidrBlock(route.destinationCidrBlock())
                        .destinationIpv6CidrBlock(route.destinationIpv6CidrBlock())
                        .destinationPrefixListId(route.destinationPrefixListId())
                        .gatewayId(route.gatewayId())
                        .natGatewayId(route.natGatewayId())
                        .egressOnlyInternetGatewayId(route.egressOnlyInternetGatewayId())
                        .transitGatewayId(route.transitGatewayId())
                        .vpcPeeringConnectionId(route.vpcPeeringConnectionId())
                        .vpcEndpointId(route.vpcEndpointId())
                        .networkInterfaceId(route.networkInterfaceId())));
    }

    private static void delete(Ec2 ec2, Route route) {
        ec2.delete(
                "DeleteRoute",
                "",
                c -> c.deleteRoute(r -> r.routeTableId(ec2.id())
                        .destinationCidrBlock(route.destinationCidrBlock())
                        .destinationIpv6CidrBlock(route.destinationIpv6CidrBlock())
                        .destinationPrefixListId(route.destinationPrefixListId())));
    }

    private static void subnets(Ec2 ec2, @Nullable List<String> observed, @Nullable List<String> desired) {
        var before = observed == null ? List.<String>of() : observed;
        var after = desired == null ? List.<String>of() : desired;
        if (!after.containsAll(before)) {
            disassociate(ec2, association -> !after.contains(association.subnetId()));
        }
        after.stream().filter(subnet -> !before.contains(subnet)).distinct().forEach(subnet -> associate(ec2, subnet));
    }

    private static void associate(Ec2 ec2, String subnet) {
        try {
            ec2.call(
                    "AssociateRouteTable",
                    c -> c.associateRouteTable(r -> r.routeTableId(ec2.id()).subnetId(subnet)));
        } catch (CloudException failure) {
            if (failure.code().equals("Resource.AlreadyAssociated")) {
                throw Api.reworded(
                        failure,
                        new CloudError.Conflict("the subnet %s uses another route table; take it out of that one first"
                                .formatted(subnet)));
            }
            throw failure;
        }
    }

    /** The ids of associations are not part of what was observed. */
    private static void disassociate(Ec2 ec2, Predicate<RouteTableAssociation> which) {
        describe(ec2).stream()
                .flatMap(RouteTableAdapter::associations)
                .filter(which)
                .forEach(association -> ec2.delete(
                        "DisassociateRouteTable",
                        "",
                        c -> c.disassociateRouteTable(r -> r.associationId(association.routeTableAssociationId()))));
    }

    /** A table in use is not deleted: its subnets go back to the main table first. */
    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        disassociate(ec2, association -> true);
        ec2.delete(
                "DeleteRouteTable",
                "It may be the VPC's main table or belong to a gateway: make another one that first.",
                c -> c.deleteRouteTable(r -> r.routeTableId(ec2.id())));
    }
}
