package dev.sluice.provider.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.sqs.QueuePolicy.Outputs;
import dev.sluice.provider.aws.sqs.QueuePolicy.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class QueuePolicyAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final JsonNode POLICY = Json.read("""
            {"Version":"2012-10-17","Statement":[{"Sid":"topic","Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"*"}]}""");

    private final QueuePolicyAdapter adapter = new QueuePolicyAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    private final QueueAdapter queues = new QueueAdapter();
    private String url = "";

    /** A queue of its own for each test. */
    @Override
    protected String newName() {
        var name = super.newName();
        queues.create(queue(name));
        url = queues.read(queue(name)).orElseThrow().outputs().url();
        return name;
    }

    private Target<Queue.Parameters, AwsSession> queue(String name) {
        return new Target<>(session, REGION, name, minimalQueue(), OWNER);
    }

    private static Queue.Parameters minimalQueue() {
        return new Queue.Parameters(
                REGION, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    @Override
    protected Parameters complete() {
        return new Parameters(REGION, url, null, POLICY);
    }

    @Override
    protected Parameters minimal() {
        return complete();
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    @Override
    protected Parameters current(Parameters wanted) {
        return new Parameters(REGION, url, null, wanted.policy());
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put(
                "policy changed",
                new Parameters(REGION, url, null, Json.read(POLICY.toString().replace("sns.", "s3."))));
        return mutations;
    }

    @Test
    void the_queue_itself_does_not_mind_the_policy_it_says_nothing_of() {
        createAs(complete());
        var observed = queues.read(queue(name)).orElseThrow();
        assertThat(observed.parameters().policy()).isEqualTo(POLICY);
        assertThat(RecordDiff.of(minimalQueue(), observed.parameters())).isEmpty();
    }

    @Test
    void of_a_queue_that_is_gone_there_is_no_policy() {
        createAs(complete());
        queues.delete(queue(name));
        assertThat(adapter.read(target(complete()))).isEmpty();
        adapter.delete(target(complete()));
    }
}
