package dev.sluice.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
    private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATE = Instant.parse("2026-01-02T00:00:00.987Z");

    private final List<Condition> before = new Conditions(null, 1L, () -> EARLY)
            .isFalse("Ready", "Waiting", "not yet")
            .list();

    @Test
    void a_condition_says_since_when_its_status_holds_and_not_since_when_its_reason_does() {
        var same = new Conditions(before, 2L, () -> LATE).isFalse("Ready", "Failed", "worse");
        var other = new Conditions(before, 2L, () -> LATE).isTrue("Ready", "Succeeded", "now");

        assertThat(Conditions.find(same.list(), "Ready").getLastTransitionTime())
                .isEqualTo("2026-01-01T00:00:00Z");
        assertThat(Conditions.find(other.list(), "Ready").getLastTransitionTime())
                .isEqualTo("2026-01-02T00:00:00Z");
        assertThat(Conditions.find(other.list(), "Ready").getObservedGeneration())
                .isEqualTo(2);
    }

    @Test
    void what_is_set_again_unchanged_is_equal_so_that_no_write_is_due() {
        assertThat(new Conditions(before, 1L, () -> LATE)
                        .isFalse("Ready", "Waiting", "not yet")
                        .list())
                .isEqualTo(before);
        assertThat(new Conditions(before, 2L, () -> LATE)
                        .isFalse("Ready", "Waiting", "not yet")
                        .list())
                .isNotEqualTo(before);
    }

    @Test
    void conditions_keep_their_order_and_one_that_no_longer_applies_goes() {
        var conditions = new Conditions(before, 1L, () -> LATE)
                .isUnknown("Synced", "Unknown", "")
                .isTrue("Stalled", "Wrong", "")
                .isTrue("Ready", "Succeeded", "")
                .remove("Stalled");

        assertThat(conditions.list()).extracting(Condition::getType).containsExactly("Ready", "Synced");
        assertThat(Conditions.find(conditions.list(), "Stalled")).isNull();
        assertThat(Conditions.find(null, "Ready")).isNull();
    }

    @Test
    void a_long_message_is_cut_to_what_the_api_takes() {
        var cut = new Conditions(null, null, () -> EARLY).isTrue("Ready", "Long", "x".repeat(100_000));

        assertThat(cut.list().getFirst().getMessage()).hasSize(4096).endsWith("…");
    }
}
