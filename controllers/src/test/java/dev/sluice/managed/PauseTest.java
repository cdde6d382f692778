package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Sluice;
import dev.sluice.kube.Conditions;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The annotation that stops reconciliation, for good or until a time. */
class PauseTest {
    private final World world = World.withNamesOfOurOwn();

    @BeforeEach
    void a_wish_that_waits() {
        world.inSync("orders", """
                {"region": "eu", "size": 1}""");
        world.objects.parameter("orders", "size", 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Z", "+02:00"})
    void until_a_time_nothing_happens_and_from_then_on_it_goes_on(String zone) {
        var until = world.now()
                .plus(Duration.ofMinutes(5))
                .atOffset(ZoneOffset.of(zone))
                .toString();
        world.objects.annotate("orders", Sluice.PAUSED, until);

        var again = world.reconcile("orders").orElseThrow();
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ReconcilePaused");
        assertThat(world.message("orders", Conditions.SYNCED)).contains(until);
        assertThat(world.cloud.calls).isEmpty();
        assertThat(again).isEqualTo(Duration.ofMinutes(5));

        world.passes(again);
        world.settle("orders");
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("True/ReconcileSuccess");
        assertThat(world.cloud.count("update")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomorrow", "", "True", "2026-03-01", "2026-03-01T10:05:00"})
    void what_cannot_be_read_pauses_and_says_so(String value) {
        world.objects.annotate("orders", Sluice.PAUSED, value);

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/PauseUnreadable");
        assertThat(world.message("orders", Conditions.SYNCED)).contains(Sluice.PAUSED, "RFC 3339");
        assertThat(world.events("PauseUnreadable")).hasSize(1);
        assertThat(world.cloud.calls).isEmpty();
    }

    @Test
    void false_does_not_pause() {
        world.objects.annotate("orders", Sluice.PAUSED, "false");

        world.settle("orders");

        assertThat(world.cloud.count("update")).isEqualTo(1);
    }
}
