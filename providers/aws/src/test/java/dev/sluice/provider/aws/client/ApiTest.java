package dev.sluice.provider.aws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.CloudException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

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

    @Test
    void a_throttled_call_is_made_again_and_each_attempt_is_told() {
        var calls = new AtomicInteger();

        var answer = api.call("GetQueueUrl", client -> {
            if (calls.incrementAndGet() < 3) {
                throw failure(429, "Throttling");
            }
            return "url";
        });

        assertThat(answer).isEqualTo("url");
        assertThat(told).containsExactly("GetQueueUrl Throttling", "GetQueueUrl Throttling", "GetQueueUrl OK");
    }

    @Test
    void one_that_is_throttled_again_and_again_is_given_up() {
        assertThatThrownBy(() -> api.call("GetQueueUrl", client -> {
                    throw failure(429, "Throttling");
                }))
                .isInstanceOf(CloudException.class);
        assertThat(told).hasSize(3);
    }

    @Test
    void a_call_that_may_have_had_an_effect_is_not_made_again() {
        assertThatThrownBy(() -> api.call("CreateQueue", client -> {
                    throw failure(500, "InternalError");
                }))
                .isInstanceOf(CloudException.class);
        assertThat(told).hasSize(1);
    }

    private static AwsServiceException failure(int status, String code) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }
}
