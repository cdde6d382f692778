package dev.sluice.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import dev.sluice.gate.Exemptions;
import dev.sluice.gate.Gate;
import dev.sluice.gate.PolicySet;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DenialsTest {
    private final Denials denials = new Denials();
    private @Nullable PolicySet set = new PolicySet() {
        @Override
        public String digest() {
            return "d";
        }

        @Override
        public Judgement judge(Change change) {
            return change.subject().name().startsWith("bad")
                    ? new Judgement(List.of(new Violation("tags", "no team", "high", "r", null)), List.of(), List.of())
                    : Judgement.NOTHING;
        }
    };
    private final Gate gate = new Gate(() -> set, Exemptions.NONE, denials, InstantSource.system());

    private void ask(GatePoint point, String name) {
        gate.decide(new Change(
                point,
                Operation.CREATE,
                new Change.Subject("sqs.aws.sluice.dev", "v1alpha1", "Queue", "shop", name),
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null,
                new Change.User("jane", null, List.of())));
    }

    @Test
    void what_was_refused_at_the_door_is_on_record_with_who_asked() {
        ask(GatePoint.ADMISSION, "good");
        ask(GatePoint.SYNC, "bad");
        ask(GatePoint.ADMISSION, "bad");

        assertThat(denials.take()).singleElement().satisfies(report -> {
            var document = report.document(ReportKind.OPEN_REPORTS);
            assertThat(document.at("/metadata/name").asText()).isEqualTo("sluice-denials");
            assertThat(document.at("/metadata/namespace").asText()).isEqualTo("shop");
            assertThat(document.has("scope")).isFalse();
            assertThat(document.at("/metadata").has("ownerReferences")).isFalse();
            assertThat(document.path("results")).hasSize(1);
            assertThat(document.at("/results/0/resources/0/name").asText()).isEqualTo("bad");
            assertThat(document.at("/results/0/properties/user").asText()).isEqualTo("jane");
            assertThat(document.at("/results/0/message").asText()).isEqualTo("no team");
        });
        assertThat(denials.take()).as("nothing new").isEmpty();
    }

    @Test
    void only_the_last_are_kept() {
        for (int i = 0; i < Denials.PER_NAMESPACE + 10; i++) {
            ask(GatePoint.ADMISSION, "bad-" + i);
        }

        var entries = denials.take().getFirst().entries();

        assertThat(entries)
                .hasSize(Denials.PER_NAMESPACE)
                .noneMatch(e -> e.about().name().equals("bad-9"))
                .anyMatch(e -> e.about().name().equals("bad-59"));
    }

    @Test
    void a_gate_that_cannot_decide_is_no_violation() {
        set = null;

        ask(GatePoint.ADMISSION, "bad");

        assertThat(denials.take()).isEmpty();
    }
}
