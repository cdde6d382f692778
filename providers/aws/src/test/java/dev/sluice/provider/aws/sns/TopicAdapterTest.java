package dev.sluice.provider.aws.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.sns.Topic.Outputs;
import dev.sluice.provider.aws.sns.Topic.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class TopicAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final JsonNode POLICY = Json.read("""
            {"Version":"2012-10-17","Statement":[{"Sid":"publish","Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"sns:Publish","Resource":"*"}]}""");
    private static final Map<String, String> TAGS = Map.of("team", "payments");

    private final TopicAdapter adapter = new TopicAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    /** But for what moto does not report: {@link TopicAttributesTest} has it. */
    private static Parameters topic(String displayName, String key, JsonNode policy, Map<String, String> tags) {
        return new Parameters(REGION, null, null, null, displayName, key, null, policy, null, null, tags);
    }

    @Override
    protected Parameters complete() {
        return topic("Payments", "alias/aws/sns", POLICY, TAGS);
    }

    @Override
    protected Parameters minimal() {
        return topic(null, null, null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var other = Json.read(POLICY.toString().replace("s3.", "events."));
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("display name changed", topic("Orders", "alias/aws/sns", POLICY, TAGS));
        mutations.put("display name removed", topic(null, "alias/aws/sns", POLICY, TAGS));
        mutations.put("key changed", topic("Payments", "alias/other", POLICY, TAGS));
        mutations.put("key removed", topic("Payments", null, POLICY, TAGS));
        mutations.put("policy changed", topic("Payments", "alias/aws/sns", other, TAGS));
        mutations.put(
                "tags changed", topic("Payments", "alias/aws/sns", POLICY, Map.of("team", "orders", "stage", "test")));
        mutations.put("tags removed", topic("Payments", "alias/aws/sns", POLICY, null));
        return mutations;
    }

    private static Parameters fifo(boolean deduplicates) {
        return new Parameters(REGION, true, deduplicates, null, null, null, null, null, null, null, null);
    }

    @Test
    void a_fifo_topic_is_created_and_changed() {
        name = newName() + ".fifo";
        adapter.create(target(fifo(true)));
        converge(fifo(true));
        converge(fifo(false));
    }

    @Test
    void a_fifo_topic_with_a_name_that_does_not_end_in_fifo_is_refused_before_any_call() {
        name = newName();
        calls.clear();
        assertThatThrownBy(() -> adapter.create(target(fifo(true))))
                .isInstanceOfSatisfying(
                        CloudException.class,
                        e -> assertThat(e.error())
                                .isInstanceOf(CloudError.Invalid.class)
                                .extracting(CloudError::message)
                                .asString()
                                .contains("sluice.dev/external-name", name + ".fifo"));
        assertThat(calls.list()).isEmpty();
    }

    @Test
    void a_topic_is_created_by_one_call_and_read_by_two() {
        name = newName();
        calls.clear();
        adapter.create(target(complete()));
        read(complete());
        assertThat(calls.list()).containsExactly("CreateTopic OK", "GetTopicAttributes OK", "ListTagsForResource OK");
    }

    @Test
    void moto_does_not_report_the_signature_version_and_tracing() {
        createAs(minimal());
        var wanted = new Parameters(REGION, null, null, null, null, null, null, null, "2", "Active", null);
        adapter.update(
                target(wanted), read(wanted), RecordDiff.of(wanted, read(wanted).parameters()));
        assertThat(read(wanted).parameters().signatureVersion()).isEqualTo("1");
        assertThat(read(wanted).parameters().tracingConfig()).isEqualTo("PassThrough");
    }
}
