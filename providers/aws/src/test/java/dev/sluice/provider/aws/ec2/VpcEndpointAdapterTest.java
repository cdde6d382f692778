package dev.sluice.provider.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.ec2.VpcEndpoint.Outputs;
import dev.sluice.provider.aws.ec2.VpcEndpoint.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class VpcEndpointAdapterTest extends Ec2Conformance<Parameters, Outputs> {
    private static final String SERVICE = "com.amazonaws.eu-west-1.ssm";
    private static final JsonNode POLICY = Json.read("""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"ssm:GetParameter","Resource":"*"}]}""");

    private final VpcEndpointAdapter adapter = new VpcEndpointAdapter();
    private String vpc = "";
    private String first = "";
    private String second = "";
    private String group = "";
    private String otherGroup = "";

    public VpcEndpointAdapterTest() {
        super("vpce");
    }

    @Override
    protected void prerequisites() {
        vpc = vpc("10.0.0.0/16");
        first = subnet(vpc, "10.0.1.0/24");
        second = subnet(vpc, "10.0.2.0/24");
        group = group("endpoints");
        otherGroup = group("other-endpoints");
    }

    private String group(String name) {
        return session.ec2(REGION)
                .call(
                        "CreateSecurityGroup",
                        c -> c.createSecurityGroup(
                                        r -> r.vpcId(vpc).groupName(name).description(name))
                                .groupId());
    }

    @Override
    protected boolean canDescribeSeveral() {
        return false;
    }

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return endpoint(List.of(first, second), List.of(group), POLICY, TAGS);
    }

    @Override
    protected Parameters minimal() {
        return gateway(null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return endpoint(wanted.subnetIds(), wanted.securityGroupIds(), wanted.policy(), wanted.tags());
    }

    /** With private names, which moto does not change: {@link #moto_does_not_change_private_names_and_address_type}. */
    private Parameters endpoint(List<String> subnets, List<String> groups, JsonNode policy, Map<String, String> tags) {
        return new Parameters(
                REGION,
                vpc,
                null,
                SERVICE,
                "Interface",
                null,
                null,
                subnets,
                null,
                groups,
                null,
                true,
                null,
                policy,
                tags);
    }

    private Parameters gateway(List<String> tables) {
        return new Parameters(
                REGION,
                vpc,
                null,
                "com.amazonaws.eu-west-1.s3",
                null,
                tables,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var both = List.of(first, second);
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("one subnet less", endpoint(List.of(second), List.of(group), POLICY, TAGS));
        mutations.put("another group", endpoint(both, List.of(otherGroup), POLICY, TAGS));
        mutations.put("one group more", endpoint(both, List.of(otherGroup, group), POLICY, TAGS));
        mutations.put(
                "another policy",
                endpoint(
                        both,
                        List.of(group),
                        Json.read(POLICY.toString().replace("GetParameter", "GetParameters")),
                        TAGS));
        mutations.put("tags changed", endpoint(both, List.of(group), POLICY, Map.of("team", "orders")));
        mutations.put("tags removed", endpoint(both, List.of(group), POLICY, null));
        return mutations;
    }

    @Test
    void a_gateway_endpoint_is_a_route_in_its_tables_and_no_difference_to_them() {
        var table = session.ec2(REGION)
                .call(
                        "CreateRouteTable",
                        c -> c.createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId());
        createAs(gateway(List.of(table)));
        assertThat(read(gateway(null)).parameters().routeTableIds()).containsExactly(table);

        var routes = new RouteTable.Parameters(REGION, vpc, null, null, null, null, null);
        var observed = new RouteTableAdapter()
                .read(new dev.sluice.provider.Target<>(session, REGION, table, routes, OWNER))
                .orElseThrow();
        assertThat(RecordDiff.of(routes, observed.parameters())).isEmpty();

        converge(gateway(null));
        converge(gateway(List.of(table)));
    }

    @Test
    void all_changes_are_one_call() {
        createAs(complete());
        var desired = endpoint(List.of(first), List.of(otherGroup), POLICY, TAGS);
        var observed = read(desired);
        calls.clear();
        adapter.update(target(desired), observed, RecordDiff.of(desired, observed.parameters()));
        assertThat(calls.list()).containsExactly("ModifyVpcEndpoint OK");
    }

    @Test
    void an_interface_endpoint_tells_its_name() {
        createAs(complete());
        calls.clear();
        var outputs = read(complete()).outputs();
        assertThat(calls.list()).containsExactly("DescribeVpcEndpoints OK");
        assertThat(outputs.dnsName()).contains(name);
        assertThat(outputs.arn()).isEqualTo("arn:aws:ec2:eu-west-1:123456789012:vpc-endpoint/" + name);
    }

    @Test
    void moto_does_not_change_private_names_and_address_type() {
        createAs(complete());
        var desired = new Parameters(
                REGION,
                vpc,
                null,
                SERVICE,
                "Interface",
                null,
                null,
                List.of(first, second),
                null,
                List.of(group),
                null,
                false,
                "dualstack",
                POLICY,
                TAGS);
        adapter.update(
                target(desired),
                read(desired),
                RecordDiff.of(desired, read(desired).parameters()));
        assertThat(read(desired).parameters().privateDnsEnabled()).isTrue();
        assertThat(read(desired).parameters().ipAddressType()).isNull();
    }
}
