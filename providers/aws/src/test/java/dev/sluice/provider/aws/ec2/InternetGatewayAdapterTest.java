package dev.sluice.provider.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.ec2.InternetGateway.Outputs;
import dev.sluice.provider.aws.ec2.InternetGateway.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class InternetGatewayAdapterTest extends Ec2Conformance<Parameters, Outputs> {
    private final InternetGatewayAdapter adapter = new InternetGatewayAdapter();
    private String vpc = "";
    private String other = "";

    public InternetGatewayAdapterTest() {
        super("igw");
    }

    @Override
    protected void prerequisites() {
        vpc = vpc("10.0.0.0/16");
        other = vpc("10.1.0.0/16");
    }

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return new Parameters(REGION, vpc, null, TAGS);
    }

    @Override
    protected Parameters minimal() {
        return new Parameters(REGION, null, null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("attached to another VPC", new Parameters(REGION, other, null, TAGS));
        mutations.put("attached to none", new Parameters(REGION, null, null, TAGS));
        mutations.put("tags changed", new Parameters(REGION, vpc, null, Map.of("team", "orders")));
        mutations.put("tags removed", new Parameters(REGION, vpc, null, null));
        return mutations;
    }

    @Test
    void an_attached_gateway_is_detached_before_it_is_deleted_whatever_the_specification_says_by_then() {
        createAs(complete());
        calls.clear();
        adapter.delete(target(new Parameters(REGION, other, null, TAGS)));
        assertThat(calls.list())
                .containsExactly("DescribeInternetGateways OK", "DetachInternetGateway OK", "DeleteInternetGateway OK");
    }

    @Test
    void a_gateway_is_read_with_one_call() {
        createAs(complete());
        calls.clear();
        assertThat(read(complete()).outputs())
                .isEqualTo(new Outputs(name, "arn:aws:ec2:eu-west-1:123456789012:internet-gateway/" + name));
        assertThat(calls.list()).containsExactly("DescribeInternetGateways OK");
    }
}
