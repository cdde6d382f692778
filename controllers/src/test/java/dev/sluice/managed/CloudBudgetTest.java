package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Target;
import dev.sluice.provider.field.FieldRules;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CloudBudgetTest {
    private static final CloudBudget.Key QUEUES = new CloudBudget.Key("acct", "eu", "sqs");
    private static final CloudBudget.Key TABLES = new CloudBudget.Key("acct", "eu", "dynamodb");
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private long nanos;
    private final CloudBudget budget = new CloudBudget(() -> nanos);

    @Test
    void nobody_waits_before_anything_was_throttled() {
        for (int i = 0; i < 2000; i++) {
            assertThat(budget.reserve(QUEUES, LONGEST)).isZero();
        }
    }

    @Test
    void throttling_spaces_calls_out_and_more_of_it_halves_the_rate() {
        budget.throttled(QUEUES, null);
        assertThat(gap()).isEqualTo(Duration.ofNanos(31_250_000));

        passes(Duration.ofSeconds(2));
        budget.throttled(QUEUES, null);
        assertThat(gap()).isEqualTo(Duration.ofNanos(62_500_000));
    }

    @Test
    void calls_throttled_together_are_one_sign() {
        for (int i = 0; i < 20; i++) {
            budget.throttled(QUEUES, null);
        }

        assertThat(gap()).isEqualTo(Duration.ofNanos(31_250_000));
    }

    @Test
    void however_often_it_is_throttled_a_call_in_two_seconds_remains() {
        for (int i = 0; i < 50; i++) {
            passes(Duration.ofSeconds(2));
            budget.throttled(QUEUES, null);
        }

        assertThat(gap()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void calls_that_work_bring_the_rate_back() {
        budget.throttled(QUEUES, null);

        for (int i = 0; i < 500; i++) {
            budget.succeeded(QUEUES);
        }

        passes(Duration.ofSeconds(1));
        assertThat(budget.reserve(QUEUES, LONGEST)).isZero();
        assertThat(budget.reserve(QUEUES, LONGEST)).isZero();
    }

    @Test
    void one_throttled_api_does_not_slow_another_nor_another_account_or_region() {
        budget.throttled(QUEUES, Duration.ofMinutes(1));

        assertThat(budget.reserve(QUEUES, LONGEST)).isEqualTo(Duration.ofMinutes(1));
        assertThat(budget.reserve(TABLES, LONGEST)).isZero();
        assertThat(budget.reserve(new CloudBudget.Key("other", "eu", "sqs"), LONGEST))
                .isZero();
        assertThat(budget.reserve(new CloudBudget.Key("acct", "us", "sqs"), LONGEST))
                .isZero();
    }

    @Test
    void who_does_not_wait_takes_no_place() {
        budget.throttled(QUEUES, Duration.ofSeconds(10));

        assertThat(budget.reserve(QUEUES, LONGEST)).isEqualTo(Duration.ofSeconds(10));
        assertThat(budget.reserve(QUEUES, LONGEST)).isEqualTo(Duration.ofSeconds(10));
        passes(Duration.ofSeconds(9));
        assertThat(budget.reserve(QUEUES, LONGEST)).isEqualTo(Duration.ofSeconds(1));
        assertThat(budget.reserve(QUEUES, LONGEST)).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void a_call_that_would_wait_too_long_is_not_made() {
        var calls = calls("sqs");
        var target = new Target<Thing.Parameters, FakeCloud.Account>(
                new FakeCloud.Account("acct"), "eu", "orders", Thing.Parameters.in("eu"), "uid");
        assertThatThrownBy(() -> calls.call(target, () -> {
                    throw new CloudException(
                            new CloudError.Throttled("slow down", Duration.ofSeconds(30)),
                            "sqs",
                            "Get",
                            "T",
                            null,
                            null);
                }))
                .isInstanceOf(CloudException.class);

        assertThatThrownBy(() -> calls.call(target, () -> {
                    throw new AssertionError("called");
                }))
                .isInstanceOfSatisfying(
                        CloudCalls.PacedException.class,
                        e -> assertThat(e.waitTime()).isEqualTo(Duration.ofSeconds(30)));
    }

    @Test
    void a_throttled_api_gets_back_to_full_speed_within_a_minute_of_work() {
        for (int i = 0; i < 5; i++) {
            budget.throttled(QUEUES, null);
            passes(Duration.ofSeconds(1));
        }
        var slow = gap();

        long calls = 0;
        var began = nanos;
        while (!isUnhindered()) {
            passes(Duration.ofMillis(100));
            budget.succeeded(QUEUES);
            calls++;
            assertThat(calls).as("never recovers").isLessThan(600);
        }

        assertThat(slow).isGreaterThanOrEqualTo(Duration.ofMillis(500));
        assertThat(Duration.ofNanos(nanos - began)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void all_kinds_of_a_service_share_one_budget() {
        var subnets = calls("ec2");
        var addresses = calls("ec2");
        throttled(subnets);

        assertThatThrownBy(() -> addresses.call(target("other"), () -> "called"))
                .isInstanceOf(CloudCalls.PacedException.class);
    }

    @Test
    void one_that_fails_all_the_time_does_not_delay_the_others() {
        var calls = calls("sqs");
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 99; i++) {
                assertThat(calls.call(target("good-" + i), () -> "called")).isEqualTo("called");
            }
            assertThatThrownBy(() -> calls.call(target("bad"), () -> {
                        throw new CloudException(
                                new CloudError.Invalid("no such attribute", null), "sqs", "Set", "I", null, null);
                    }))
                    .isInstanceOf(CloudException.class);
        }

        assertThat(budget.reserve(QUEUES, Duration.ZERO)).isZero();
        assertThat(nanos).as("nobody waited").isZero();
    }

    private static void throttled(CloudCalls calls) {
        assertThatThrownBy(() -> calls.call(target("one"), () -> {
                    throw new CloudException(
                            new CloudError.Throttled("slow down", Duration.ofSeconds(30)),
                            "ec2",
                            "Describe",
                            "T",
                            null,
                            null);
                }))
                .isInstanceOf(CloudException.class);
    }

    private static Target<Thing.Parameters, FakeCloud.Account> target(String name) {
        return new Target<>(new FakeCloud.Account("acct"), "eu", name, Thing.Parameters.in("eu"), "uid-" + name);
    }

    /** Two calls at once need not wait. */
    private boolean isUnhindered() {
        var first = budget.reserve(QUEUES, LONGEST);
        var second = budget.reserve(QUEUES, LONGEST);
        return first.isZero() && second.isZero();
    }

    /** Between two calls that both got a place. */
    private Duration gap() {
        passes(Duration.ofMinutes(1));
        assertThat(budget.reserve(QUEUES, LONGEST)).isZero();
        return budget.reserve(QUEUES, Duration.ZERO);
    }

    private void passes(Duration time) {
        nanos += time.toNanos();
    }

    private CloudCalls calls(String service) {
        return new CloudCalls(
                budget, service, new Scrubber(FieldRules.of(Thing.Parameters.class), ManagedControllers.JSON));
    }
}
