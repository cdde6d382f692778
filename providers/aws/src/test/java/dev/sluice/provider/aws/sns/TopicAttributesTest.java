package dev.sluice.provider.aws.sns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.sns.Topic.Parameters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What goes over the wire, also where an emulator takes it and forgets it. */
class TopicAttributesTest {
    private static final Parameters FIFO = new Parameters(
            "eu-west-1", true, true, "MessageGroup", "Payments", "alias/aws/sns", null, null, "2", "Active", null);

    @Test
    void a_new_topic_gets_all_that_is_set_in_one_call() {
        assertThat(TopicAttributes.all(FIFO))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "FifoTopic", "true",
                        "ContentBasedDeduplication", "true",
                        "FifoThroughputScope", "MessageGroup",
                        "DisplayName", "Payments",
                        "KmsMasterKeyId", "alias/aws/sns",
                        "SignatureVersion", "2",
                        "TracingConfig", "Active"));
    }

    @Test
    void a_topic_that_is_not_fifo_does_not_say_so() {
        var standard = new Parameters("eu-west-1", false, null, null, null, null, null, null, null, null, null);
        assertThat(TopicAttributes.all(standard)).isEmpty();
    }

    @Test
    void what_is_reported_is_what_was_wished_for() {
        assertThat(TopicAttributes.parameters("eu-west-1", TopicAttributes.all(FIFO), null))
                .isEqualTo(FIFO);
    }

    @Test
    void only_what_has_changed_is_written_and_what_was_unset_is_emptied() {
        var minimal = new Parameters("eu-west-1", null, null, null, null, null, null, null, "2", null, null);
        var changed = new Changed(List.of(change("displayName"), change("kmsMasterKeyId"), change("signatureVersion")));
        assertThat(TopicAttributes.update(minimal, changed))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("DisplayName", "", "KmsMasterKeyId", "", "SignatureVersion", "2"));
    }

    private static FieldChange change(String path) {
        return new FieldChange(path, FieldChange.Action.CHANGE, null, null, null, null);
    }
}
