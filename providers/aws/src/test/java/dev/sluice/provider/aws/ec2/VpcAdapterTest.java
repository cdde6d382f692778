package dev.sluice.provider.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.ec2.Vpc.Outputs;
import dev.sluice.provider.aws.ec2.Vpc.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class VpcAdapterTest extends Ec2Conformance<Parameters, Outputs> {
    private static final String CIDR = "10.0.0.0/16";

    private final VpcAdapter adapter = new VpcAdapter();

    public VpcAdapterTest() {
        super("vpc");
    }

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return new Parameters(REGION, CIDR, "default", true, true, true, TAGS);
    }

    @Override
    protected Parameters minimal() {
        return new Parameters(REGION, CIDR, null, null, null, null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("no DNS names", new Parameters(REGION, CIDR, "default", true, true, false, TAGS));
        mutations.put("no DNS at all", new Parameters(REGION, CIDR, "default", true, false, false, TAGS));
        mutations.put("no IPv6", new Parameters(REGION, CIDR, "default", false, true, true, TAGS));
        mutations.put(
                "tags changed",
                new Parameters(REGION, CIDR, "default", true, true, true, Map.of("team", "orders", "added", "")));
        mutations.put("tags removed", new Parameters(REGION, CIDR, "default", true, true, true, null));
        return mutations;
    }

    @Test
    void another_block_of_addresses_needs_another_vpc() {
        createAs(minimal());
        var other = new Parameters(REGION, "10.1.0.0/16", null, null, null, null, null);
        assertThat(dev.sluice.provider.aws.RecordDiff.of(other, read(minimal()).parameters()))
                .singleElement()
                .matches(change -> change.path().equals("cidrBlock") && change.needsReplacement());
    }

    @Test
    void outputs_name_the_vpc_and_its_ipv6_addresses() {
        createAs(complete());
        var outputs = read(complete()).outputs();
        assertThat(outputs.id()).isEqualTo(name);
        assertThat(outputs.arn()).isEqualTo("arn:aws:ec2:eu-west-1:123456789012:vpc/" + name);
        assertThat(outputs.ipv6CidrBlock()).endsWith("::/56");
    }

    @Test
    void a_vpc_with_something_in_it_is_not_deleted_and_the_message_says_what_to_do() {
        createAs(minimal());
        var subnet = subnet(name, "10.0.1.0/24");
        assertThatThrownBy(() -> adapter.delete(target(minimal()))).isInstanceOfSatisfying(CloudException.class, e -> {
            assertThat(e.error()).isInstanceOf(CloudError.Conflict.class);
            assertThat(e).hasMessageContaining("Delete what is still in the VPC");
        });
        session.ec2(REGION).call("DeleteSubnet", c -> c.deleteSubnet(r -> r.subnetId(subnet)));
    }

    @Test
    void names_are_switched_off_before_the_server_that_gives_them() {
        createAs(complete());
        calls.clear();
        converge(new Parameters(REGION, CIDR, "default", true, false, false, TAGS));
        assertThat(calls.list().stream().filter(call -> call.startsWith("Modify")))
                .as("one call for each")
                .hasSize(2);
    }
}
