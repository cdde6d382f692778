package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.BatchReader;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Target;
import dev.sluice.provider.field.FieldRules;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many workers at once: one call is under way, and those that come meanwhile share the next. */
class PollsTest {
    private static final FakeCloud.Account ACCOUNT = new FakeCloud.Account("acct");

    private final Reader reader = new Reader();
    private final CloudCalls calls = new CloudCalls(
            new CloudBudget(System::nanoTime),
            "things",
            new Scrubber(FieldRules.of(Thing.Parameters.class), ManagedControllers.JSON));
    private final Polls<Thing.Parameters, Thing.Outputs, FakeCloud.Account> polls =
            new Polls<>(reader, calls, InstantSource.system());
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        reader.gate.countDown();
        workers.shutdownNow();
    }

    @Test
    void who_is_alone_reads_by_itself() {
        assertThat(polls.ask(target("a", "eu"))).isNull();
        assertThat(polls.ask(target("a", "eu"))).as("and leaves no trace").isNull();
        assertThat(reader.asked).isEmpty();
    }

    @Test
    void those_that_come_while_a_call_is_under_way_share_the_next_one() throws Exception {
        var first = leaderWithCompanion();
        var others = new ArrayList<Future<@Nullable Object>>();
        for (int i = 0; i < 9; i++) {
            others.add(ask("other-" + i, "eu"));
        }
        awaitWaiting(9);
        assertThat(reader.asked).as("one call at a time").hasSize(1);
        reader.gate.countDown();

        assertThat(first.get()).isNotNull();
        for (var other : others) {
            assertThat(other.get()).isNotNull();
        }
        assertThat(reader.asked).hasSize(2);
        assertThat(reader.asked.get(1)).hasSize(9);
    }

    @Test
    void no_call_is_about_more_than_the_api_takes_and_all_are_answered() throws Exception {
        var first = leaderWithCompanion();
        var others = new ArrayList<Future<@Nullable Object>>();
        for (int i = 0; i < 35; i++) {
            others.add(ask("other-" + i, "eu"));
        }
        awaitWaiting(35);
        reader.gate.countDown();

        first.get();
        for (var other : others) {
            assertThat(other.get()).isNotNull();
        }
        assertThat(reader.asked.stream().skip(1).map(Set::size)).containsExactly(10, 10, 10, 5);
    }

    @Test
    void another_region_does_not_wait() throws Exception {
        var first = leaderWithCompanion();

        assertThat(ask("b", "us").get(10, TimeUnit.SECONDS)).as("alone there").isNull();
        assertThat(first.isDone()).isFalse();
    }

    @Test
    void a_throttled_call_fails_all_who_wait_for_it_and_none_of_the_next() throws Exception {
        var first = leaderWithCompanion();
        var others = List.of(ask("b", "eu"), ask("c", "eu"));
        awaitWaiting(2);
        reader.failures.add(new CloudError.Throttled("slow down", null));
        reader.gate.countDown();

        assertThat(first.get()).isNotNull();
        for (var other : others) {
            assertThatThrownBy(other::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            CloudException.class,
                            e -> assertThat(e.error()).isEqualTo(new CloudError.Throttled("slow down", null)));
        }
        assertThat(polls.ask(target("d", "eu"))).as("nobody leads any more").isNull();
    }

    @Test
    void after_any_other_failure_each_reads_by_itself() throws Exception {
        var first = leaderWithCompanion();
        var others = List.of(ask("b", "eu"), ask("c", "eu"));
        awaitWaiting(2);
        reader.failures.add(new CloudError.Transient("gone away"));
        reader.gate.countDown();

        assertThat(first.get()).isNotNull();
        for (var other : others) {
            assertThat(other.get()).isNull();
        }
    }

    @Test
    void one_that_is_interrupted_while_it_waits_stops_nobody() throws Exception {
        var first = leaderWithCompanion();
        var interrupted = ask("b", "eu");
        awaitWaiting(1);
        var other = ask("c", "eu");
        awaitWaiting(2);
        interrupted.cancel(true);
        reader.gate.countDown();

        first.get();
        other.get(10, TimeUnit.SECONDS);
        assertThat(polls.ask(target("d", "eu"))).isNull();
    }

    /** A call under way, for a resource that is due and one that is due next, and held until the gate is opened. */
    private Future<@Nullable Object> leaderWithCompanion() throws InterruptedException {
        polls.settled(new ReferenceIndex.Key("g", "Thing", "ns", "next"), target("next", "eu"), Duration.ZERO);
        var first = ask("first", "eu");
        assertThat(reader.begun.await(10, TimeUnit.SECONDS)).isTrue();
        return first;
    }

    private Future<@Nullable Object> ask(String name, String region) {
        return workers.submit(() -> polls.ask(target(name, region)));
    }

    private void awaitWaiting(int count) throws InterruptedException {
        var limit = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (polls.waiting() < count && System.nanoTime() < limit) {
            Thread.onSpinWait();
            Thread.sleep(1);
        }
        assertThat(polls.waiting()).isEqualTo(count);
    }

    private static Target<Thing.Parameters, FakeCloud.Account> target(String name, String region) {
        return new Target<>(ACCOUNT, region, name, Thing.Parameters.in(region), name);
    }

    /** The first call waits at the gate. */
    private static final class Reader implements BatchReader<Thing.Parameters, Thing.Outputs, FakeCloud.Account> {
        private final List<Set<String>> asked = new ArrayList<>();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch gate = new CountDownLatch(1);
        private final ConcurrentLinkedQueue<CloudError> failures = new ConcurrentLinkedQueue<>();

        @Override
        public int limit() {
            return 10;
        }

        @Override
        public Batch<Thing.Parameters, Thing.Outputs, FakeCloud.Account> read(
                FakeCloud.Account session, String region, Set<String> names) {
            synchronized (asked) {
                asked.add(names);
            }
            var isFirst = begun.getCount() > 0;
            begun.countDown();
            pass();
            var failure = isFirst ? null : failures.poll();
            if (failure != null) {
                throw new CloudException(failure, "things", "describe", "Code", null, null);
            }
            return target -> Optional.empty();
        }

        private void pass() {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
