package dev.sluice.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff();

    @Test
    void each_failure_in_a_row_doubles_the_wait_from_one_second_to_five_minutes() {
        for (int failure = 0; failure < 40; failure++) {
            var seconds = Math.min(300, Math.pow(2, Math.min(failure, 20)));

            assertThat(backoff.next("a").toMillis())
                    .as("failure %d", failure)
                    .isBetween((long) (seconds * 800) - 1, (long) (seconds * 1200));
        }
    }

    @Test
    void success_begins_anew_and_objects_do_not_count_for_each_other() {
        for (int i = 0; i < 10; i++) {
            backoff.next("a");
        }
        assertThat(backoff.next("b")).isLessThan(Duration.ofMillis(1201));

        backoff.reset("a");
        assertThat(backoff.next("a")).isLessThan(Duration.ofMillis(1201));
    }

    @Test
    void jitter_stays_within_its_share_uses_it_on_both_sides_and_is_never_nothing() {
        var waits = IntStream.range(0, 1000)
                .mapToLong(i -> Backoff.jittered(Duration.ofSeconds(100), 0.1).toMillis())
                .summaryStatistics();

        assertThat(waits.getMin()).isBetween(90_000L, 95_000L);
        assertThat(waits.getMax()).isBetween(105_000L, 110_000L);
        assertThat(Backoff.jittered(Duration.ZERO, 0.5)).isPositive();
    }
}
