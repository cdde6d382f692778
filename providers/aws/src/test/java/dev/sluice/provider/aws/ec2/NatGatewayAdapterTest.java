package dev.sluice.provider.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.ec2.NatGateway.Outputs;
import dev.sluice.provider.aws.ec2.NatGateway.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.DomainType;

public class NatGatewayAdapterTest extends Ec2Conformance<Parameters, Outputs> {
    private final NatGatewayAdapter adapter = new NatGatewayAdapter();
    private String subnet = "";
    private String address = "";

    public NatGatewayAdapterTest() {
        super("nat");
    }

    @Override
    protected void prerequisites() {
        subnet = subnet(vpc("10.0.0.0/16"), "10.0.1.0/24");
        address = session.ec2(REGION)
                .call(
                        "AllocateAddress",
                        c -> c.allocateAddress(r -> r.domain(DomainType.VPC)).allocationId());
    }

    /** AWS does this when a gateway is deleted, moto does not. */
    @Override
    protected void room() {
        var ec2 = session.ec2(REGION);
        var association = ec2.call(
                "DescribeAddresses",
                c -> Optional.ofNullable(c.describeAddresses(r -> r.allocationIds(address))
                        .addresses()
                        .getFirst()
                        .associationId()));
        association
                .filter(id -> !id.isEmpty())
                .ifPresent(id -> ec2.call("DisassociateAddress", c -> c.disassociateAddress(r -> r.associationId(id))));
    }

    /** One that is gone: {@link #moto_does_not_tell_a_missing_nat_gateway_from_a_fault}. */
    @Override
    protected String newName() {
        room();
        var gone = adapter.create(target(minimal()));
        adapter.delete(target(minimal()).named(gone));
        return gone;
    }

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return new Parameters(REGION, subnet, null, "public", address, null, null, TAGS);
    }

    @Override
    protected Parameters minimal() {
        return new Parameters(REGION, subnet, null, "private", null, null, null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return new Parameters(REGION, subnet, null, "public", address, null, null, wanted.tags());
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put(
                "tags changed",
                new Parameters(REGION, subnet, null, "public", address, null, null, Map.of("team", "orders")));
        mutations.put("tags removed", mutableOnly(minimal()));
        return mutations;
    }

    @Test
    void a_gateway_is_read_with_one_call_and_tells_its_addresses() {
        createAs(complete());
        calls.clear();
        var outputs = read(complete()).outputs();
        assertThat(calls.list()).containsExactly("DescribeNatGateways OK");
        assertThat(outputs.arn()).isEqualTo("arn:aws:ec2:eu-west-1:123456789012:natgateway/" + name);
        assertThat(outputs.publicIp()).isNotBlank();
        assertThat(outputs.privateIp()).isNotBlank();
    }

    @Test
    void moto_does_not_take_the_private_address_it_is_told() {
        var wanted = new Parameters(REGION, subnet, null, "private", null, null, "10.0.1.77", null);
        name = adapter.create(target(wanted));
        assertThat(read(wanted).parameters().privateIpAddress()).isNotEqualTo("10.0.1.77");
    }

    @Test
    void moto_does_not_tell_a_missing_nat_gateway_from_a_fault() {
        var never = target(minimal()).named("nat-00000000000000000");
        assertThat(adapter.read(never)).isEmpty();
        assertThatThrownBy(() -> adapter.delete(never))
                .isInstanceOfSatisfying(
                        CloudException.class, e -> assertThat(e.error()).isInstanceOf(CloudError.Transient.class));
    }
}
