package dev.sluice.provider.aws.ec2;

import dev.sluice.provider.aws.ec2.RouteTable.Route;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The routes of a table, as AWS tells and takes them. */
final class Routes {
    /** Routes with another origin are AWS's own: those of the VPC's addresses, and those a VPN gateway propagates. */
    private static final String BY_CALL = "CreateRoute";

    private static final String LOCAL = "local";
    private static final String ENDPOINT = "vpce-";

    private Routes() {}

    /** What of the observed routes is a parameter; null when nothing is. */
    static @Nullable List<Route> parameter(List<software.amazon.awssdk.services.ec2.model.Route> observed) {
        var routes = observed.stream()
                .filter(route -> BY_CALL.equals(route.originAsString()) && !LOCAL.equals(route.gatewayId()))
                .filter(route -> !isOfGatewayEndpoint(route))
                .map(Routes::route)
                .toList();
        return routes.isEmpty() ? null : routes;
    }

    /** A gateway endpoint adds a route for the prefix list of its service to the tables it is told. */
    private static boolean isOfGatewayEndpoint(software.amazon.awssdk.services.ec2.model.Route route) {
        return route.destinationPrefixListId() != null && isEndpoint(route.gatewayId());
    }

    private static boolean isEndpoint(@Nullable String gateway) {
        return gateway != null && gateway.startsWith(ENDPOINT);
    }

    /** AWS tells the instance of a network interface too; the interface alone says where the route goes. */
    private static Route route(software.amazon.awssdk.services.ec2.model.Route route) {
        var gateway = route.gatewayId();
        return new Route(
                route.destinationCidrBlock(),
                route.destinationIpv6CidrBlock(),
                route.destinationPrefixListId(),
                isEndpoint(gateway) ? null : gateway,
                null,
                route.natGatewayId(),
                null,
                route.egressOnlyInternetGatewayId(),
                route.transitGatewayId(),
                route.vpcPeeringConnectionId(),
                isEndpoint(gateway) ? gateway : null,
                route.networkInterfaceId());
    }

    /** What to do: a destination has one route, so another target replaces it. */
    record Edit(List<Route> create, List<Route> replace, List<Route> delete) {

        static Edit of(@Nullable List<Route> observed, @Nullable List<Route> desired) {
            var before = byDestination(observed);
            var after = byDestination(desired);
            return new Edit(
                    after.values().stream()
                            .filter(route -> !before.containsKey(destination(route)))
                            .toList(),
                    after.values().stream()
                            .filter(route -> Optional.ofNullable(before.get(destination(route)))
                                    .filter(old -> !target(old).equals(target(route)))
                                    .isPresent())
                            .toList(),
                    before.values().stream()
                            .filter(route -> !after.containsKey(destination(route)))
                            .toList());
        }
    }

    /** A destination that two routes have. */
    static Optional<String> twice(@Nullable List<Route> routes) {
        var seen = new HashSet<String>();
        return Stream.ofNullable(routes)
                .flatMap(List::stream)
                .map(Routes::destination)
                .filter(destination -> !seen.add(destination))
                .findFirst();
    }

    private static Map<String, Route> byDestination(@Nullable List<Route> routes) {
        var map = new LinkedHashMap<String, Route>();
        Stream.ofNullable(routes).flatMap(List::stream).forEach(route -> map.put(destination(route), route));
        return map;
    }

    private static String destination(Route route) {
        return first(route.destinationCidrBlock(), route.destinationIpv6CidrBlock(), route.destinationPrefixListId());
    }

    /** The prefix of an id says of what type it is. */
    private static String target(Route route) {
        return first(
                route.gatewayId(),
                route.natGatewayId(),
                route.egressOnlyInternetGatewayId(),
                route.transitGatewayId(),
                route.vpcPeeringConnectionId(),
                route.vpcEndpointId(),
                route.networkInterfaceId());
    }

    private static String first(@Nullable String... values) {
        return Stream.of(values).filter(value -> value != null).findFirst().orElse("");
    }
}
