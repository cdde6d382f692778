package dev.sluice.provider.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.ec2.ElasticIp.Outputs;
import dev.sluice.provider.aws.ec2.ElasticIp.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class ElasticIpAdapterTest extends Ec2Conformance<Parameters, Outputs> {
    private final ElasticIpAdapter adapter = new ElasticIpAdapter();

    private String first = "";
    private String second = "";

    public ElasticIpAdapterTest() {
        super("eipalloc");
    }

    @Override
    protected void prerequisites() {
        first = instance();
        second = instance();
    }

    private String instance() {
        return session.ec2(REGION)
                .call(
                        "RunInstances",
                        c -> c.runInstances(r ->
                                        r.imageId("ami-12345678").minCount(1).maxCount(1))
                                .instances()
                                .getFirst()
                                .instanceId());
    }

    private static Parameters parameters(String instance, Map<String, String> tags) {
        return new Parameters(REGION, null, null, instance, null, tags);
    }

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    /** Without pool and border group, of which moto knows nothing: {@link #moto_does_not_tell_pool_and_border_group}. */
    @Override
    protected Parameters complete() {
        return parameters(first, TAGS);
    }

    @Override
    protected Parameters minimal() {
        return parameters(null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("tags changed", parameters(first, Map.of("team", "orders")));
        mutations.put("tags removed", parameters(first, null));
        mutations.put("another instance", parameters(second, TAGS));
        mutations.put("no instance", parameters(null, TAGS));
        return mutations;
    }

    @Test
    void an_address_is_read_with_one_call_and_told() {
        createAs(complete());
        calls.clear();
        var outputs = read(complete()).outputs();
        assertThat(calls.list()).containsExactly("DescribeAddresses OK");
        assertThat(outputs.id()).isEqualTo(name);
        assertThat(outputs.arn()).isEqualTo("arn:aws:ec2:eu-west-1:123456789012:elastic-ip/" + name);
        assertThat(outputs.publicIp()).matches("[0-9]+(\\.[0-9]+){3}");
    }

    @Test
    void an_address_in_use_by_an_instance_is_taken_from_it_before_it_is_released() {
        createAs(complete());
        calls.clear();
        adapter.delete(target(complete()));
        assertThat(calls.list()).containsExactly("DescribeAddresses OK", "DisassociateAddress OK", "ReleaseAddress OK");
    }

    @Test
    void moto_does_not_tell_pool_and_border_group() {
        var wanted = new Parameters(REGION, "amazon", REGION, null, null, null);
        name = adapter.create(target(wanted));
        assertThat(read(wanted).parameters()).isEqualTo(parameters(null, null));
    }
}
