package dev.sluice.provider.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.FieldChange;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.sqs.Queue.Parameters;
import dev.sluice.provider.aws.sqs.Queue.RedriveAllowPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

class QueueAttributesTest {
    private static final Queue.Parameters MINIMAL = parameters("{\"region\": \"eu-west-1\"}");

    @Test
    void a_redrive_allow_policy_is_written_and_read_back() {
        var desired = parameters("""
                {"region": "eu-west-1", "redriveAllowPolicy":
                  {"redrivePermission": "byQueue", "sourceQueueArns": ["arn:b", "arn:a"]}}""");
        var attributes = QueueAttributes.all(desired);
        assertThat(attributes)
                .containsEntry(
                        QueueAttributeName.REDRIVE_ALLOW_POLICY,
                        "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"arn:b\",\"arn:a\"]}");
        assertThat(QueueAttributes.parameters(MINIMAL, attributes, null).redriveAllowPolicy())
                .isEqualTo(new RedriveAllowPolicy("byQueue", List.of("arn:b", "arn:a")));
    }

    @Test
    void one_update_carries_all_that_is_wished_for_and_removes_what_no_longer_is() {
        var desired = parameters("{\"region\": \"eu-west-1\", \"delaySeconds\": 5, \"visibilityTimeout\": 60}");
        assertThat(QueueAttributes.update(desired, changed("delaySeconds", "kmsMasterKeyId", "redriveAllowPolicy")))
                .isEqualTo(Map.of(
                        QueueAttributeName.DELAY_SECONDS, "5",
                        QueueAttributeName.VISIBILITY_TIMEOUT, "60",
                        QueueAttributeName.KMS_MASTER_KEY_ID, "",
                        QueueAttributeName.REDRIVE_ALLOW_POLICY, ""));
    }

    @Test
    void no_attribute_is_written_when_only_tags_differ() {
        var desired = parameters("{\"region\": \"eu-west-1\", \"delaySeconds\": 5}");
        assertThat(QueueAttributes.update(desired, changed("tags[team]"))).isEmpty();
    }

    @Test
    void the_max_receive_count_is_read_as_text_too() {
        var attributes = Map.of(
                QueueAttributeName.REDRIVE_POLICY, "{\"deadLetterTargetArn\":\"arn:d\",\"maxReceiveCount\":\"3\"}");
        assertThat(QueueAttributes.parameters(MINIMAL, attributes, null).redrivePolicy())
                .isEqualTo(new Queue.RedrivePolicy("arn:d", null, 3));
    }

    private static Changed changed(String... paths) {
        return new Changed(Arrays.stream(paths)
                .map(path -> new FieldChange(path, FieldChange.Action.CHANGE, null, null, null, null))
                .toList());
    }

    private static Parameters parameters(String json) {
        try {
            return new ObjectMapper().readValue(json, Parameters.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
