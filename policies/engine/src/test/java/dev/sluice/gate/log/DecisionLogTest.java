package dev.sluice.gate.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.FieldChange;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import dev.sluice.gate.Exemptions;
import dev.sluice.gate.Gate;
import dev.sluice.gate.PolicySet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written of decisions, what is not, and what they would be under other policies. */
class DecisionLogTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Violation NO = new Violation("p", "no", "high", "r", null);

    @TempDir
    Path folder;

    @Test
    void a_decision_is_a_line_in_the_form_of_OPAs_decision_log() throws Exception {
        var event =
                logged(rejecting(NO), change("Queue", "{\"spec\":{\"a\":1}}")).getFirst();

        assertThat(event.path("labels").path("id").asText()).isEqualTo("us");
        assertThat(event.path("decision_id").asText()).isNotEmpty();
        assertThat(event.at("/bundles/sluice/revision").asText()).isEqualTo("set-1");
        assertThat(event.path("path").asText()).isEqualTo("sluice/admission");
        assertThat(event.path("requested_by").asText()).isEqualTo("ann");
        assertThat(event.path("timestamp").asText()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(event.at("/input/review/object/spec/a").asInt()).isEqualTo(1);
        assertThat(event.at("/result/allowed").asBoolean()).isFalse();
        assertThat(event.at("/result/violations/0/message").asText()).isEqualTo("no");
        assertThat(event.at("/metrics/timer_server_handler_ns").asLong()).isPositive();
    }

    @Test
    void the_content_of_Secrets_and_fields_named_by_an_annotation_are_left_out_and_named() throws Exception {
        var secret = new Change(
                GatePoint.ADMISSION,
                Operation.UPDATE,
                new Change.Subject("", "v1", "Secret", "team", "s"),
                JSON.readTree("{\"data\":{\"key\":\"c2VjcmV0\"},\"stringData\":{\"key\":\"hush\"}}"),
                JSON.readTree("{\"data\":{\"key\":\"b2xk\"}}"),
                null,
                null,
                List.of(new FieldChange(
                        "data[key]",
                        FieldChange.Action.CHANGE,
                        JSON.readTree("\"b2xk\""),
                        JSON.readTree("\"c2VjcmV0\""),
                        null,
                        null)),
                null,
                null,
                null);
        var annotated = change(
                "Queue",
                "{\"metadata\":{\"annotations\":{\"sluice.dev/masked-fields\":\"/spec/token, /spec/list/0\"}},"
                        + "\"spec\":{\"token\":\"hush\",\"list\":[\"hush\",\"shown\"]}}");

        var events = logged(rejecting(), secret, annotated);

        assertThat(events.toString()).doesNotContain("hush", "c2VjcmV0", "b2xk").contains("shown");
        assertThat(events.get(0).path("erased"))
                .extracting(JsonNode::asText)
                .contains("/input/review/object/data", "/input/review/oldObject/data", "/input/change/diff/0/after");
        assertThat(events.get(1).path("erased"))
                .extracting(JsonNode::asText)
                .containsExactly("/input/review/object/spec/token", "/input/review/object/spec/list/0");
        assertThat(secret.object().at("/data/key").asText()).isEqualTo("c2VjcmV0");
    }

    @Test
    void an_input_that_is_too_large_is_left_out_and_the_decision_is_not() throws Exception {
        var event = logged(rejecting(), change("Queue", "{\"spec\":{\"a\":\"%s\"}}".formatted("x".repeat(600_000))))
                .getFirst();

        assertThat(event.has("input")).isFalse();
        assertThat(event.path("erased").path(0).asText()).isEqualTo("/input");
        assertThat(event.at("/result/allowed").asBoolean()).isTrue();
    }

    @Test
    void nobody_waits_for_a_log_that_cannot_keep_up_and_what_is_left_out_is_counted() throws Exception {
        var blocked = new CountDownLatch(1);
        var log = new DecisionLog(
                new LineWriter() {
                    @Override
                    public void line(byte[] line) throws IOException {
                        try {
                            blocked.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                },
                Map.of());
        var gate = gate(log, rejecting());

        for (int i = 0; i < 400; i++) {
            gate.decide(change("Queue", "{}"));
        }

        assertThat(log.dropped()).isBetween(100L, 200L);
        blocked.countDown();
        log.close();
        assertThat(log.dropped() + log.written()).isEqualTo(400);
    }

    @Test
    void files_are_bounded_in_size_and_number() throws Exception {
        var file = folder.resolve("log");
        try (var out = new RotatingFile(file, 1000, 2)) {
            for (int i = 0; i < 100; i++) {
                out.line("line %02d %s%n"
                        .formatted(i, "x".repeat(90))
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }

        try (var files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("log", "log.1", "log.2");
        }
        assertThat(Files.size(file)).isLessThanOrEqualTo(1000);
        assertThat(Files.readString(file)).contains("line 99");
    }

    @Test
    void a_log_is_continued_after_a_restart() throws Exception {
        var file = folder.resolve("log");
        for (var word : List.of("one\n", "two\n")) {
            try (var out = new RotatingFile(file, 1000, 2)) {
                out.line(word.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }

        assertThat(Files.readAllLines(file)).containsExactly("one", "two");
    }

    @Test
    void what_was_recorded_is_decided_anew_by_other_policies() throws Exception {
        var admitted =
                logged(rejecting(), change("Queue", "{\"spec\":{\"a\":1}}")).getFirst();
        var rejected =
                logged(rejecting(NO), change("Queue", "{\"spec\":{\"a\":1}}")).getFirst();

        assertThat(Replay.of(admitted, rejecting(NO)).outcome()).isEqualTo(Replay.Outcome.NOW_DENIED);
        assertThat(Replay.of(rejected, rejecting()).outcome()).isEqualTo(Replay.Outcome.NOW_ADMITTED);
        assertThat(Replay.of(rejected, rejecting(NO)).outcome()).isEqualTo(Replay.Outcome.SAME);
        assertThat(Replay.of(rejected, rejecting(new Violation("p", "never", "high", "r", null))))
                .satisfies(r -> {
                    assertThat(r.outcome()).isEqualTo(Replay.Outcome.OTHER_MESSAGES);
                    assertThat(r.before()).containsExactly("[p] no");
                    assertThat(r.now()).containsExactly("[p] never");
                });
    }

    @Test
    void a_change_comes_back_as_it_was_decided() throws Exception {
        var change = change("Queue", "{\"spec\":{\"a\":1}}");

        assertThat(DecisionRecord.change(logged(rejecting(), change).getFirst()))
                .isEqualTo(change);
    }

    @Test
    void a_rejection_by_the_gate_itself_says_nothing_of_policies() throws Exception {
        var event = logged(null, change("Queue", "{}")).getFirst();

        assertThat(Replay.of(event, rejecting()).outcome()).isEqualTo(Replay.Outcome.UNKNOWN);
    }

    @Test
    void the_last_records_are_read_and_a_line_that_was_cut_off_is_skipped() throws Exception {
        var log = "{\"decision_id\":\"1\"}\n{\"decision_id\":\"2\"}\n{\"decision_id\":\"3\"}\n{\"decis";

        assertThat(Replay.last(new BufferedReader(new StringReader(log)), 2))
                .extracting(e -> e.path("decision_id").asText())
                .containsExactly("2", "3");
    }

    private List<JsonNode> logged(PolicySet policies, Change... changes) throws Exception {
        var file = folder.resolve("decisions-" + System.nanoTime());
        try (var log = new DecisionLog(new RotatingFile(file, 10_000_000, 1), Map.of("id", "us"))) {
            for (var change : changes) {
                gate(log, policies).decide(change);
            }
        }
        try (var lines = Files.newBufferedReader(file)) {
            return Replay.last(lines, 100);
        }
    }

    private static Gate gate(DecisionLog log, PolicySet policies) {
        return new Gate(() -> policies, Exemptions.NONE, log, () -> Instant.parse("2026-01-01T00:00:00Z"));
    }

    private static PolicySet rejecting(Violation... violations) {
        return new PolicySet() {
            @Override
            public String digest() {
                return "set-1";
            }

            @Override
            public Judgement judge(Change change) {
                return new Judgement(List.of(violations), List.of(), List.of());
            }
        };
    }

    private static Change change(String kind, String object) throws IOException {
        return new Change(
                GatePoint.ADMISSION,
                Operation.CREATE,
                new Change.Subject("sqs.aws.sluice.dev", "v1alpha1", kind, "team", "q"),
                JSON.readTree(object),
                null,
                null,
                null,
                List.of(),
                new Change.External("aws", "1", "eu", "q", "0123456789abcdef"),
                null,
                new Change.User("ann", null, List.of("devs")));
    }
}
