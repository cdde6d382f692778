package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Policy;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people are told of policies that are, or are not, in force. */
class PolicyStatusCommandTest {
    private static final String DIGEST = "0123456789abcdef";

    @Test
    void a_policy_in_force_is_shown_with_its_proof() {
        var rows = PolicyStatusCommand.rows(
                List.of(policy(1, List.of(condition("InForce", "True", "fine"), condition("Ready", "True", "fine")))));

        assertThat(rows)
                .singleElement()
                .satisfies(row -> assertThat(row.isInForce()).isTrue());
        assertThat(PolicyStatusCommand.table(rows))
                .last()
                .asString()
                .containsSubsequence(
                        "a", "deny", "medium", "0123456789ab", "wasm", "True", "1/2", "2026-01-01T00:00:00Z");
    }

    @Test
    void one_that_is_not_in_force_says_why() {
        var rows = PolicyStatusCommand.rows(List.of(policy(
                1,
                List.of(
                        condition("InForce", "False", "1 of 2 replicas have not loaded it"),
                        condition("Ready", "False", "")))));

        assertThat(rows)
                .singleElement()
                .satisfies(row -> assertThat(row.isInForce()).isFalse());
        assertThat(PolicyStatusCommand.table(rows)).last().asString().endsWith("1 of 2 replicas have not loaded it");
    }

    @Test
    void an_earlier_revision_is_not_what_its_author_wants_in_force() {
        var rows = PolicyStatusCommand.rows(List.of(policy(
                1,
                List.of(
                        condition("InForce", "True", "the one before"),
                        condition("Ready", "False", "line 4: var y is unsafe")))));

        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.inForce()).isEqualTo("False");
            assertThat(row.why()).contains("line 4");
        });
    }

    @Test
    void a_generation_that_nobody_has_looked_at_is_unknown() {
        var rows = PolicyStatusCommand.rows(
                List.of(policy(2, List.of(condition("InForce", "True", "fine"), condition("Ready", "True", "fine")))));

        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.inForce()).isEqualTo("Unknown");
            assertThat(row.why()).contains("latest generation");
        });
    }

    private static Policy policy(long generation, List<Condition> conditions) {
        var policy = new Policy();
        policy.setMetadata(
                new ObjectMetaBuilder().withName("a").withGeneration(generation).build());
        policy.setSpec(Policy.Spec.of("package p"));
        policy.setStatus(new Policy.Status(
                1L,
                conditions,
                new Policy.InForce(1L, DIGEST, "2026-01-01T00:00:00Z", policy.getSpec()),
                null,
                null,
                List.of(
                        new Policy.Replica("one", DIGEST, "2026-01-01T00:00:00Z", null),
                        new Policy.Replica("two", null, "2026-01-01T00:00:00Z", "no OPA")),
                new Policy.Probe("2026-01-01T00:00:00Z", DIGEST, null)));
        return policy;
    }

    private static Condition condition(String type, String status, String message) {
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason("Reason")
                .withMessage(message)
                .build();
    }
}
