package dev.sluice.provider.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.ObjectReference;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.ec2.RouteTable.Outputs;
import dev.sluice.provider.aws.ec2.RouteTable.Parameters;
import dev.sluice.provider.aws.ec2.RouteTable.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.ConnectivityType;

public class RouteTableAdapterTest extends Ec2Conformance<Parameters, Outputs> {
    private final RouteTableAdapter adapter = new RouteTableAdapter();
    private String vpc = "";
    private String first = "";
    private String second = "";
    private String internet = "";
    private String nat = "";

    public RouteTableAdapterTest() {
        super("rtb");
    }

    @Override
    protected void prerequisites() {
        vpc = vpc("10.0.0.0/16");
        first = subnet(vpc, "10.0.1.0/24");
        second = subnet(vpc, "10.0.2.0/24");
        var ec2 = session.ec2(REGION);
        internet = ec2.call(
                "CreateInternetGateway",
                c -> c.createInternetGateway().internetGateway().internetGatewayId());
        ec2.call(
                "AttachInternetGateway",
                c -> c.attachInternetGateway(r -> r.internetGatewayId(internet).vpcId(vpc)));
        nat = ec2.call(
                "CreateNatGateway",
                c -> c.createNatGateway(r -> r.subnetId(first).connectivityType(ConnectivityType.PRIVATE))
                        .natGateway()
                        .natGatewayId());
    }

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return parameters(
                List.of(toInternet("0.0.0.0/0"), toNat("192.168.0.0/16"), toInternet6("::/0")),
                List.of(first, second),
                TAGS);
    }

    @Override
    protected Parameters minimal() {
        return parameters(null, null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    private Parameters parameters(List<Route> routes, List<String> subnets, Map<String, String> tags) {
        return new Parameters(REGION, vpc, null, routes, subnets, null, tags);
    }

    private Route toInternet(String cidr) {
        return new Route(cidr, null, null, internet, null, null, null, null, null, null, null, null);
    }

    private Route toInternet6(String cidr) {
        return new Route(null, cidr, null, internet, null, null, null, null, null, null, null, null);
    }

    private Route toNat(String cidr) {
        return new Route(cidr, null, null, null, null, nat, null, null, null, null, null, null);
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var wanted = complete();
        var both = List.of(first, second);
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put(
                "another target",
                parameters(List.of(toNat("0.0.0.0/0"), toNat("192.168.0.0/16"), toInternet6("::/0")), both, TAGS));
        mutations.put(
                "another destination",
                parameters(
                        List.of(toInternet("0.0.0.0/0"), toNat("172.16.0.0/12"), toInternet6("2001:db8::/32")),
                        both,
                        TAGS));
        mutations.put("one route less", parameters(List.of(toInternet("0.0.0.0/0")), both, TAGS));
        mutations.put("no routes", parameters(null, both, TAGS));
        mutations.put("one subnet less", parameters(wanted.routes(), List.of(second), TAGS));
        mutations.put("no subnets", parameters(wanted.routes(), null, TAGS));
        mutations.put("tags changed", parameters(wanted.routes(), both, Map.of("team", "orders")));
        mutations.put("tags removed", parameters(wanted.routes(), both, null));
        return mutations;
    }

    @Test
    void the_route_to_the_vpc_itself_is_no_difference_and_order_does_not_matter() {
        createAs(complete());
        var reversed = parameters(complete().routes().reversed(), List.of(second, first), TAGS);
        assertThat(RecordDiff.of(reversed, read(complete()).parameters())).isEmpty();
    }

    @Test
    void a_route_by_reference_is_the_same_as_the_route_it_resolves_to() {
        createAs(complete());
        var referred = new Route(
                "0.0.0.0/0",
                null,
                null,
                internet,
                ObjectReference.to("shop"),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        var desired = parameters(List.of(referred), List.of(first, second), TAGS);
        var observed = read(desired);
        calls.clear();
        adapter.update(target(desired), observed, RecordDiff.of(desired, observed.parameters()));
        assertThat(calls.list()).as("the others go").containsExactly("DeleteRoute OK", "DeleteRoute OK");
    }

    @Test
    void another_target_replaces_a_route_so_that_traffic_is_not_lost_in_between() {
        createAs(complete());
        var desired = parameters(
                List.of(toNat("0.0.0.0/0"), toNat("192.168.0.0/16"), toInternet6("::/0")),
                List.of(first, second),
                TAGS);
        var observed = read(desired);
        calls.clear();
        adapter.update(target(desired), observed, RecordDiff.of(desired, observed.parameters()));
        assertThat(calls.list()).containsExactly("ReplaceRoute OK");
    }

    @Test
    void two_routes_with_one_destination_are_refused_by_name() {
        createAs(minimal());
        var desired = parameters(List.of(toInternet("0.0.0.0/0"), toNat("0.0.0.0/0")), null, null);
        var observed = read(desired);
        assertThatThrownBy(
                        () -> adapter.update(target(desired), observed, RecordDiff.of(desired, observed.parameters())))
                .isInstanceOfSatisfying(
                        CloudException.class,
                        e -> assertThat(e.error())
                                .isEqualTo(new CloudError.Invalid(
                                        "two routes have the destination 0.0.0.0/0: leave one of them out", "routes")));
    }

    @Test
    void a_table_in_use_is_taken_from_its_subnets_before_it_is_deleted() {
        createAs(complete());
        calls.clear();
        adapter.delete(target(complete()));
        assertThat(calls.list())
                .containsExactly(
                        "DescribeRouteTables OK",
                        "DisassociateRouteTable OK",
                        "DisassociateRouteTable OK",
                        "DeleteRouteTable OK");
    }

    @Test
    void a_table_is_read_with_one_call() {
        createAs(complete());
        calls.clear();
        assertThat(read(complete()).outputs())
                .isEqualTo(new Outputs(name, "arn:aws:ec2:eu-west-1:123456789012:route-table/" + name));
        assertThat(calls.list()).containsExactly("DescribeRouteTables OK");
    }
}
