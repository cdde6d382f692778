package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.gate.Change;
import dev.sluice.gate.Exemptions;
import dev.sluice.gate.Gate;
import dev.sluice.gate.PolicySet;
import dev.sluice.gate.log.DecisionLog;
import dev.sluice.gate.log.RotatingFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded decisions and single objects under the policies of a folder, by the real command line and the real OPA. */
class PolicyReplayCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Path policies;
    private Path log;
    private final StringWriter out = new StringWriter();

    @BeforeEach
    void aPolicyAndALog() throws Exception {
        policies = Files.createDirectories(folder.resolve("policies"));
        Files.writeString(policies.resolve("policy.yaml"), """
                apiVersion: sluice.dev/v1alpha1
                kind: Policy
                metadata: {name: small}
                spec:
                  regoFrom: {path: small.rego}
                  parameters: {limit: 60}
                """);
        Files.writeString(policies.resolve("small.rego"), """
                package small

                deny contains sprintf("at most %d", [input.parameters.limit]) if {
                	input.review.object.spec.size > input.parameters.limit
                }
                """);
        log = folder.resolve("decisions.jsonl");
        try (var decisions = new DecisionLog(new RotatingFile(log, 1_000_000, 1), Map.of())) {
            var gate = new Gate(PolicySet::empty, Exemptions.NONE, decisions, InstantSource.system());
            gate.decide(queue("large", 90));
            gate.decide(queue("fine", 30));
        }
    }

    @Test
    void what_a_candidate_would_have_denied_is_shown_and_told_by_the_exit_code() {
        var exit = run("policy", "replay", "--log", log.toString(), policies.toString());

        assertThat(out.toString())
                .contains("now denied  sync  Queue team/large", "+ [small] at most 60", "2 decisions: 1 now denied");
        assertThat(exit).isEqualTo(2);
    }

    @Test
    void a_candidate_that_changes_nothing_says_so() throws Exception {
        Files.writeString(
                policies.resolve("policy.yaml"),
                Files.readString(policies.resolve("policy.yaml")).replace("60", "100"));

        assertThat(run("policy", "replay", "--log", log.toString(), "-o", "json", policies.toString()))
                .isZero();
        assertThat(out.toString().strip()).isEqualTo("[ ]");
    }

    @Test
    void only_the_last_decisions_are_looked_at() {
        assertThat(run("policy", "replay", "--log", log.toString(), "--last", "1", policies.toString()))
                .isZero();
        assertThat(out.toString()).contains("1 decisions: 0 now denied");
    }

    @Test
    void one_object_is_judged_and_explained() throws Exception {
        var object = folder.resolve("queue.yaml");
        Files.writeString(object, """
                apiVersion: sqs.aws.sluice.dev/v1alpha1
                kind: Queue
                metadata: {name: large, namespace: team}
                spec: {size: 90}
                """);

        assertThat(run("policy", "eval", "-i", object.toString(), "--explain", policies.toString()))
                .isEqualTo(3);

        assertThat(out.toString())
                .contains("denied  [small] at most 60", "trace of small", "Enter")
                .contains("input.review.object.spec.size");
    }

    @Test
    void a_review_and_a_record_are_judged_too() throws Exception {
        var review = folder.resolve("review.json");
        Files.writeString(review, """
                {"request": {"operation": "CREATE", "kind": {"group": "x", "version": "v1", "kind": "Queue"},
                  "name": "q", "userInfo": {"username": "ann"}, "object": {"spec": {"size": 61}}}}
                """);
        var recorded = folder.resolve("record.json");
        Files.writeString(recorded, Files.readAllLines(log).getFirst());

        assertThat(run("policy", "eval", "-i", review.toString(), policies.toString()))
                .isEqualTo(3);
        assertThat(run("policy", "eval", "-i", recorded.toString(), policies.toString()))
                .isEqualTo(3);
    }

    private int run(String... arguments) {
        return Main.commandLine().setOut(new PrintWriter(out, true)).execute(arguments);
    }

    private static Change queue(String name, int size) {
        var object = JSON.createObjectNode();
        object.putObject("spec").put("size", size);
        return new Change(
                GatePoint.SYNC,
                Operation.CREATE,
                new Change.Subject("sqs.aws.sluice.dev", "v1alpha1", "Queue", "team", name),
                object,
                null,
                null,
                object,
                List.of(),
                null,
                null,
                null);
    }
}
