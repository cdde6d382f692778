package dev.sluice.provider.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.sqs.Queue.Outputs;
import dev.sluice.provider.aws.sqs.Queue.Parameters;
import dev.sluice.provider.aws.sqs.Queue.RedriveAllowPolicy;
import dev.sluice.provider.aws.sqs.Queue.RedrivePolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class QueueAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String DEAD_LETTERS = "conformance-dead-letters";
    private static final String POLICY = """
            {"Version":"2012-10-17","Statement":[{"Sid":"send","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"sqs:SendMessage","Resource":"*"}]}""";

    private final QueueAdapter adapter = new QueueAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters minimal() {
        return parameters(Map.of());
    }

    @Override
    protected Parameters complete() {
        return parameters(everything());
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    /** But for redriveAllowPolicy, which moto takes and forgets: {@link QueueAttributesTest} has it. */
    private static Map<String, Object> everything() {
        var values = new LinkedHashMap<String, Object>();
        values.put("delaySeconds", 5);
        values.put("maximumMessageSize", 2048);
        values.put("messageRetentionPeriod", 120);
        values.put("receiveMessageWaitTimeSeconds", 10);
        values.put("visibilityTimeout", 60);
        values.put("kmsMasterKeyId", "alias/aws/sqs");
        values.put("kmsDataKeyReusePeriodSeconds", 600);
        values.put("redrivePolicy", Map.of("deadLetterTargetArn", deadLetterArn(), "maxReceiveCount", 3));
        values.put("policy", Json.read(POLICY));
        values.put("tags", Map.of("team", "payments", "stage", "test"));
        return values;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var changes = new LinkedHashMap<String, Object>();
        changes.put("delaySeconds", 0);
        changes.put("maximumMessageSize", 1048576);
        changes.put("messageRetentionPeriod", 1209600);
        changes.put("receiveMessageWaitTimeSeconds", 0);
        changes.put("visibilityTimeout", 43200);
        changes.put("kmsMasterKeyId", "alias/other");
        changes.put("kmsDataKeyReusePeriodSeconds", 86400);
        changes.put("redrivePolicy", Map.of("deadLetterTargetArn", deadLetterArn(), "maxReceiveCount", 1000));
        changes.put("policy", Json.read(POLICY.replace("SendMessage", "ReceiveMessage")));
        changes.put("tags", Map.of("team", "orders", "added", "yes"));
        var mutations = new LinkedHashMap<String, Parameters>();
        changes.forEach((field, value) -> {
            var values = everything();
            values.put(field, value);
            mutations.put(field + " changed", parameters(values));
        });
        for (var field : List.of("redrivePolicy", "tags")) {
            var values = everything();
            values.remove(field);
            mutations.put(field + " removed", parameters(values));
        }
        var closed = everything();
        closed.put("policy", Json.read("{\"Version\":\"2012-10-17\",\"Statement\":[]}"));
        mutations.put("policy removed by one without statements", parameters(closed));
        var managed = everything();
        managed.remove("kmsMasterKeyId");
        managed.remove("kmsDataKeyReusePeriodSeconds");
        managed.put("sqsManagedSseEnabled", true);
        mutations.put("key removed for keys of SQS", parameters(managed));
        return mutations;
    }

    @Test
    void a_fifo_queue_is_created_and_changed() {
        var fifo = Map.<String, Object>of(
                "fifoQueue",
                true,
                "contentBasedDeduplication",
                true,
                "deduplicationScope",
                "messageGroup",
                "fifoThroughputLimit",
                "perMessageGroupId");
        name = newName() + ".fifo";
        adapter.create(target(parameters(fifo)));
        converge(parameters(fifo));
        var changed = new LinkedHashMap<>(fifo);
        changed.put("contentBasedDeduplication", false);
        changed.put("deduplicationScope", "queue");
        changed.put("fifoThroughputLimit", "perQueue");
        converge(parameters(changed));
    }

    @Test
    void a_fifo_queue_with_a_name_that_does_not_end_in_fifo_is_refused_before_any_call() {
        name = newName();
        calls.clear();
        assertThatThrownBy(() -> adapter.create(target(parameters(Map.of("fifoQueue", true)))))
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
    void a_queue_is_ready_after_four_calls_and_steady_with_two() {
        name = newName();
        calls.clear();
        assertThat(adapter.read(target(complete()))).isEmpty();
        adapter.create(target(complete()));
        read(complete());
        assertThat(calls.list())
                .containsExactly(
                        "GetQueueUrl NonExistentQueue", "CreateQueue OK", "GetQueueAttributes OK", "ListQueueTags OK");
        calls.clear();
        read(complete());
        assertThat(calls.list()).containsExactly("GetQueueAttributes OK", "ListQueueTags OK");
    }

    @Test
    void a_queue_that_someone_else_deletes_is_read_as_missing_although_its_url_is_known() {
        createAs(minimal());
        new QueueAdapter().delete(target(minimal()));
        assertThat(adapter.read(target(minimal()))).isEmpty();
    }

    private static Parameters parameters(Map<String, Object> values) {
        return new Parameters(
                REGION,
                (Boolean) values.get("fifoQueue"),
                (Boolean) values.get("contentBasedDeduplication"),
                (String) values.get("deduplicationScope"),
                (String) values.get("fifoThroughputLimit"),
                (Integer) values.get("delaySeconds"),
                (Integer) values.get("maximumMessageSize"),
                (Integer) values.get("messageRetentionPeriod"),
                (Integer) values.get("receiveMessageWaitTimeSeconds"),
                (Integer) values.get("visibilityTimeout"),
                (String) values.get("kmsMasterKeyId"),
                (Integer) values.get("kmsDataKeyReusePeriodSeconds"),
                (Boolean) values.get("sqsManagedSseEnabled"),
                MAPPER.convertValue(values.get("redrivePolicy"), RedrivePolicy.class),
                MAPPER.convertValue(values.get("redriveAllowPolicy"), RedriveAllowPolicy.class),
                (JsonNode) values.get("policy"),
                MAPPER.convertValue(values.get("tags"), new TypeReference<>() {}));
    }

    private static String deadLetterArn() {
        return "arn:aws:sqs:%s:123456789012:%s".formatted(REGION, DEAD_LETTERS);
    }

    @Override
    protected void prerequisites() {
        adapter.create(new Target<>(session, REGION, DEAD_LETTERS, minimal(), OWNER));
    }
}
