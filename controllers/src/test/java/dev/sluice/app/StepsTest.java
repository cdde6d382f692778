package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StepsTest {
    @Test
    void steps_run_at_once_and_give_what_they_found() {
        var met = new CountDownLatch(2);
        try (var steps = new Steps()) {
            var one = steps.begin(() -> meet(met));
            var other = steps.begin(() -> meet(met));
            steps.join();
            assertThat(Steps.result(one)).isTrue();
            assertThat(Steps.result(other)).isTrue();
        }
    }

    @Test
    void a_step_that_fails_fails_the_start_with_its_own_words() {
        try (var steps = new Steps()) {
            steps.begin((Runnable) () -> {
                throw new IllegalArgumentException("the port is taken");
            });
            assertThatThrownBy(steps::join)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the port is taken");
        }
    }

    @Test
    void no_step_outlives_the_start_of_which_it_was_part() {
        var go = new CountDownLatch(1);
        var ended = new AtomicBoolean();
        try (var steps = new Steps()) {
            var unused = steps.begin(() -> {
                go.await(10, TimeUnit.SECONDS);
                ended.set(true);
                return "done";
            });
            go.countDown();
        }
        assertThat(ended).isTrue();
    }

    private static boolean meet(CountDownLatch met) throws InterruptedException {
        met.countDown();
        return met.await(10, TimeUnit.SECONDS);
    }
}
