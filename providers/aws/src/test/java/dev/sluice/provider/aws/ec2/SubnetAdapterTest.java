package dev.sluice.provider.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.ec2.Subnet.Outputs;
import dev.sluice.provider.aws.ec2.Subnet.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class SubnetAdapterTest extends Ec2Conformance<Parameters, Outputs> {
    private static final String CIDR = "10.0.1.0/24";
    private static final String IPV6 = "2001:db8:0:1::/64";
    private static final String ZONE = REGION + "b";

    private final SubnetAdapter adapter = new SubnetAdapter();
    private String vpc = "";

    public SubnetAdapterTest() {
        super("subnet");
    }

    @Override
    protected void prerequisites() {
        vpc = vpc("10.0.0.0/16");
    }

    /** Two subnets cannot have the same addresses, and one test leaves one behind for another owner. */
    @Override
    protected void room() {
        subnets(vpc).forEach(id -> session.ec2(REGION).call("DeleteSubnet", c -> c.deleteSubnet(r -> r.subnetId(id))));
    }

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return parameters(IPV6, true, true, TAGS);
    }

    @Override
    protected Parameters minimal() {
        return new Parameters(REGION, vpc, null, "10.0.2.0/24", null, null, null, null, null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return new Parameters(
                REGION,
                vpc,
                null,
                CIDR,
                ZONE,
                wanted.ipv6CidrBlock(),
                wanted.mapPublicIpOnLaunch(),
                wanted.assignIpv6AddressOnCreation(),
                wanted.enableDns64(),
                wanted.tags());
    }

    /** Without DNS64, which moto takes and forgets: {@link #moto_does_not_remember_dns64}. */
    private Parameters parameters(String ipv6, Boolean publicIp, Boolean assignIpv6, Map<String, String> tags) {
        return new Parameters(REGION, vpc, null, CIDR, ZONE, ipv6, publicIp, assignIpv6, null, tags);
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("no public addresses", parameters(IPV6, false, true, TAGS));
        mutations.put("IPv6 addresses on request only", parameters(IPV6, true, false, TAGS));
        mutations.put("other IPv6 addresses", parameters("2001:db8:0:2::/64", true, true, TAGS));
        mutations.put("no IPv6", parameters(null, true, false, TAGS));
        mutations.put("tags changed", parameters(IPV6, true, true, Map.of("team", "orders")));
        mutations.put("tags removed", parameters(IPV6, true, true, null));
        return mutations;
    }

    @Test
    void addresses_are_no_longer_assigned_before_they_go() {
        createAs(complete());
        calls.clear();
        var none = parameters(null, true, false, TAGS);
        var observed = read(complete());
        adapter.update(target(none), observed, dev.sluice.provider.aws.RecordDiff.of(none, observed.parameters()));
        assertThat(calls.list().stream().filter(call -> !call.startsWith("Describe")))
                .containsExactly("ModifySubnetAttribute OK", "DisassociateSubnetCidrBlock OK");
    }

    @Test
    void a_subnet_is_read_with_one_call_and_says_where_it_is() {
        createAs(complete());
        calls.clear();
        var outputs = read(complete()).outputs();
        assertThat(calls.list()).containsExactly("DescribeSubnets OK");
        assertThat(outputs.arn()).endsWith(":subnet/" + name);
        assertThat(outputs.availabilityZoneId()).startsWith("euw1-az");
    }

    @Test
    void moto_does_not_remember_dns64() {
        createAs(complete());
        var wanted = new Parameters(REGION, vpc, null, CIDR, ZONE, IPV6, true, true, true, TAGS);
        var observed = read(complete());
        calls.clear();
        adapter.update(target(wanted), observed, dev.sluice.provider.aws.RecordDiff.of(wanted, observed.parameters()));
        assertThat(calls.list()).containsExactly("ModifySubnetAttribute OK");
        assertThat(read(wanted).parameters().enableDns64()).isNotEqualTo(true);
    }

    private List<String> subnets(String vpc) {
        return session.ec2(REGION)
                .call(
                        "DescribeSubnets",
                        c -> c.describeSubnets().subnets().stream()
                                .filter(subnet -> subnet.vpcId().equals(vpc))
                                .map(software.amazon.awssdk.services.ec2.model.Subnet::subnetId)
                                .toList());
    }
}
