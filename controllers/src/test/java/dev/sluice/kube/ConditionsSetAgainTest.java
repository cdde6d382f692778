package dev.sluice.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A reconciler takes away what may not hold any more, and sets what does: that alone is no change. */
class ConditionsSetAgainTest {
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void one_that_is_removed_and_set_again_alike_is_as_it_was() {
        var first = on(null).isFalse("Synced", "Denied", "no")
                .isTrue("Stalled", "Denied", "no")
                .isTrue("Ready", "Available", "up")
                .list();
        later();

        var again = on(first)
                .remove("Stalled")
                .isTrue("Ready", "Available", "up")
                .isFalse("Synced", "Denied", "no")
                .isTrue("Stalled", "Denied", "no")
                .list();

        assertThat(again).isEqualTo(first);
    }

    @Test
    void one_that_is_removed_is_gone_and_begins_anew_later() {
        var stalled = on(null).isTrue("Stalled", "Denied", "no").list();
        later();
        var gone = on(stalled).remove("Stalled").list();
        assertThat(gone).isEmpty();

        var again = on(gone).isTrue("Stalled", "Denied", "no").list();

        assertThat(again.getFirst().getLastTransitionTime()).isEqualTo(now.toString());
    }

    private Conditions on(List<Condition> existing) {
        return new Conditions(existing, 1L, () -> now);
    }

    private void later() {
        now = now.plusSeconds(60);
    }
}
