package dev.sluice.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Violation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Violation VIOLATION = new Violation("p", "no", "high", "r", null);

    private final Change change = new Change(
            GatePoint.SYNC,
            Operation.CREATE,
            new Change.Subject("sqs.aws.sluice.dev", "v1", "Queue", "payments", "orders"),
            null,
            null,
            null,
            null,
            List.of(),
            null,
            null,
            null);

    @Test
    void before_policies_are_loaded_everything_is_rejected() {
        var gate = gate(() -> null);

        assertThat(gate.ready()).isFalse();
        assertThat(gate.policySet()).isEqualTo("none");
        assertThat(gate.decide(change)).isInstanceOfSatisfying(Decision.Rejected.class, rejected -> {
            assertThat(rejected.message())
                    .isEqualTo("[sluice-gate] the policies are not loaded yet; try again in a moment");
            assertThat(rejected.policySet()).isEqualTo("none");
        });
    }

    @Test
    void a_set_that_cannot_judge_rejects_and_says_why() {
        for (var failure : List.of(
                new IllegalStateException("the object is too large"),
                new StackOverflowError("the object is too large"))) {
            var gate = gate(judging(failure, PolicySet.Judgement.NOTHING));

            assertThat(gate.decide(change))
                    .isInstanceOfSatisfying(
                            Decision.Rejected.class,
                            rejected -> assertThat(rejected.message())
                                    .startsWith("[sluice-gate] ")
                                    .contains("the object is too large"));
        }
    }

    @Test
    void a_violation_rejects_and_warnings_go_along() {
        var warning = new Violation("w", "careful", "low", "r", null);
        var record = new Violation("d", "noted", "low", "r", null);

        var rejected = gate(judging(
                        null, new PolicySet.Judgement(List.of(VIOLATION), List.of(warning), List.of(record))))
                .decide(change);
        var admitted = gate(judging(null, new PolicySet.Judgement(List.of(), List.of(warning), List.of(record))))
                .decide(change);

        assertThat(rejected)
                .isInstanceOfSatisfying(
                        Decision.Rejected.class, r -> assertThat(r.violations()).containsExactly(VIOLATION));
        assertThat(admitted).isInstanceOf(Decision.Admitted.class);
        assertThat(List.of(rejected, admitted)).allSatisfy(decision -> {
            assertThat(decision.warnings()).containsExactly(warning);
            assertThat(decision.dryRuns()).containsExactly(record);
            assertThat(decision.change()).isSameAs(change);
            assertThat(decision.policySet()).isEqualTo("digest");
            assertThat(decision.at()).isEqualTo(NOW);
        });
        assertThat(rejected.id()).isNotEqualTo(admitted.id());
    }

    @Test
    void what_is_exempt_is_told_and_does_not_reject() {
        var other = new Violation("other", "no", "high", "r", null);
        Exemptions exemptions = (about, violation, at) -> violation.policy().equals("p") && at.equals(NOW) ? "e" : null;

        var exempt = gate(exemptions, VIOLATION).decide(change);
        var half = gate(exemptions, VIOLATION, other).decide(change);

        assertThat(exempt).isInstanceOf(Decision.Admitted.class);
        assertThat(half)
                .isInstanceOfSatisfying(
                        Decision.Rejected.class, r -> assertThat(r.violations()).containsExactly(other));
        assertThat(List.of(exempt, half))
                .allSatisfy(d -> assertThat(d.exempted()).containsExactly(new Decision.Exempted(VIOLATION, "e")));
    }

    @Test
    void whoever_listens_hears_of_every_decision_and_cannot_stop_one() {
        var heard = new ArrayList<Decision>();
        DecisionSink failing = (decision, nanoseconds) -> {
            heard.add(decision);
            throw new IllegalStateException("the log is full");
        };
        var set = new AtomicReference<@Nullable PolicySet>();
        var gate = new Gate(set::get, Exemptions.NONE, failing, InstantSource.fixed(NOW));

        var rejected = gate.decide(change);
        set.set(PolicySet.empty());
        var admitted = gate.decide(change);

        assertThat(rejected).isInstanceOf(Decision.Rejected.class);
        assertThat(admitted).isInstanceOf(Decision.Admitted.class);
        assertThat(heard).containsExactly(rejected, admitted);
    }

    private static Gate gate(Exemptions exemptions, Violation... violations) {
        var judgement = new PolicySet.Judgement(List.of(violations), List.of(), List.of());
        return new Gate(judging(null, judgement), exemptions, DecisionSink.NONE, InstantSource.fixed(NOW));
    }

    private static Gate gate(Supplier<@Nullable PolicySet> current) {
        return new Gate(current, InstantSource.fixed(NOW));
    }

    private static Supplier<@Nullable PolicySet> judging(@Nullable Throwable failure, PolicySet.Judgement judgement) {
        return () -> new PolicySet() {
            @Override
            public String digest() {
                return "digest";
            }

            @Override
            public Judgement judge(Change change) {
                if (failure instanceof RuntimeException e) {
                    throw e;
                }
                if (failure instanceof Error e) {
                    throw e;
                }
                return judgement;
            }
        };
    }
}
