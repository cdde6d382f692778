package dev.sluice.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gate.Change;
import dev.sluice.gate.Gate;
import dev.sluice.gate.PolicySet;
import dev.sluice.kube.RecordedEvents;
import dev.sluice.protection.FakeUsages;
import dev.sluice.protection.Protection;
import dev.sluice.provider.Confidential;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The question which revision decides, as the webhook answers it. */
class ProbeTest {
    private static final String NONCE = "0123456789abcdef01234567";

    @Test
    void a_probe_is_answered_by_the_revision_in_force_of_the_policy_it_names() throws Exception {
        var message = message(review(true, "CREATE", NONCE + " buckets"));

        assertThat(ProbeAnswer.in("admission webhook \"core\" denied the request: " + message, NONCE))
                .hasValueSatisfying(answer -> {
                    assertThat(answer.policy()).isEqualTo("buckets");
                    assertThat(answer.digest()).isEqualTo("d1");
                    assertThat(answer.policySet()).isEqualTo("set-1");
                });
    }

    @Test
    void a_policy_that_decides_nothing_is_answered_so() throws Exception {
        assertThat(ProbeAnswer.in(message(review(true, "CREATE", NONCE + " unknown")), NONCE))
                .hasValueSatisfying(answer -> assertThat(answer.digest()).isNull());
    }

    @Test
    void an_answer_to_another_question_is_none() throws Exception {
        var message = message(review(true, "CREATE", NONCE + " buckets"));

        assertThat(ProbeAnswer.in(message, "ffffffffffffffffffffffff")).isEmpty();
    }

    @Test
    void what_is_not_a_dry_run_or_not_our_question_is_judged_like_everything_else() throws Exception {
        for (var review : List.of(
                review(false, "CREATE", NONCE + " buckets"),
                review(true, "UPDATE", NONCE + " buckets"),
                review(true, "CREATE", "anything else"))) {
            assertThat(answer(review).path("allowed").asBoolean()).isTrue();
        }
    }

    private static String message(String review) throws Exception {
        var response = answer(review);
        assertThat(response.path("allowed").asBoolean()).isFalse();
        return response.at("/status/message").asText();
    }

    private static JsonNode answer(String review) throws Exception {
        var set = new PolicySet() {
            @Override
            public String digest() {
                return "set-1";
            }

            @Override
            public Judgement judge(Change change) {
                return Judgement.NOTHING;
            }

            @Override
            public String revision(String policy) {
                return policy.equals("buckets") ? "d1" : null;
            }
        };
        var handler = new AdmissionHandler(
                new Gate(() -> set, Instant::now),
                new Protection(new FakeUsages(), Instant::now),
                new Confidential(List.of()),
                new RecordedEvents(),
                new SimpleMeterRegistry());
        return new ObjectMapper()
                .readTree(handler.handle(review.getBytes(UTF_8)))
                .path("response");
    }

    private static String review(boolean dryRun, String operation, String question) {
        return """
                {"request": {"uid": "u", "dryRun": %s, "operation": "%s",
                  "kind": {"group": "sluice.dev", "version": "v1alpha1", "kind": "Policy"},
                  "name": "sluice-probe", "userInfo": {"username": "sluice"},
                  "object": {"metadata": {"name": "sluice-probe", "annotations": {"sluice.dev/probe": "%s"}},
                    "spec": {"rego": "package p"}}}}
                """.formatted(dryRun, operation, question);
    }
}
