package dev.sluice.provider.aws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.CloudException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiTest {
    private final List<String> told = new ArrayList<>();
    private final Api<String> api =
            new Api<>("sqs", "client", (service, operation, code, took) -> told.add(operation + " " + code));

    @Test
    void an_answer_is_told_as_good() {
        assertThat(api.call("GetQueueUrl", String::length)).isEqualTo(6);
        assertThat(told).containsExactly("GetQueueUrl OK");
    }

    @Test
    void an_answer_without_content_is_not() {
        assertThatThrownBy(() -> api.call("GetQueueUrl", client -> null)).isInstanceOf(CloudException.class);
        assertThat(told).containsExactly("GetQueueUrl IncompleteAnswer");
    }

    @Test
    void nor_is_a_failure_of_our_own() {
        assertThatThrownBy(() -> api.call("GetQueueUrl", client -> {
                    throw new IllegalStateException("a bug");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(told).containsExactly("GetQueueUrl IllegalStateException");
    }
}
