package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Sluice;
import dev.sluice.api.managed.DriftRecord;
import dev.sluice.kube.Conditions;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Settled resources are looked at together: whoever is due first brings those along that are due next. */
class SharedReadsTest {
    private static final String WANTED = """
            {"region": "eu", "size": 1, "tags": {"team": "shop"}}""";

    private static final Duration NEARLY_A_POLL = Duration.ofMinutes(9).minusSeconds(1);

    private final World world = World.withNamesOfOurOwn();

    /** Things that are settled, and soon due. */
    private void soonDue(String... names) {
        for (var name : names) {
            world.objects.apply(name, WANTED);
            world.settle(name);
        }
        // Once more, so that each has been looked at when nothing was to be done.
        for (var name : names) {
            world.reconcile(name);
        }
        world.forget();
        world.passes(NEARLY_A_POLL);
    }

    @Test
    void the_first_that_is_due_asks_for_those_due_next_and_wakes_them_to_their_answers() {
        soonDue("a", "b", "c");

        world.reconcile("a");
        assertThat(world.broughtAlong).containsExactlyInAnyOrder("b", "c");
        world.reconcile("b");
        world.reconcile("c");

        assertThat(world.cloud.calls).containsExactly("batch");
        assertThat(world.objects.writes).isEmpty();
        assertThat(world.events).isEmpty();
    }

    @Test
    void a_call_is_for_as_many_as_the_api_takes() {
        soonDue("a", "b", "c", "d", "e", "f", "g");

        world.reconcile("a");

        assertThat(world.cloud.asked.getFirst()).hasSize(FakeCloud.BATCH).contains("a");
    }

    @Test
    void who_was_looked_at_lately_is_left_in_peace() {
        soonDue("a", "b", "c");
        world.objects.annotate("c", Sluice.RECONCILE_REQUESTED_AT, "now");
        world.reconcile("c");
        world.forget();

        world.reconcile("a");

        assertThat(world.cloud.asked).containsExactly(new java.util.TreeSet<>(List.of("a", "b")));
    }

    @Test
    void a_drift_is_seen_in_a_shared_read_and_corrected_after_one_of_its_own() {
        soonDue("a", "b");
        world.cloud.change("b", r -> r.put("size", 7));

        world.reconcile("a");
        world.reconcile("b");

        assertThat(world.cloud.calls).containsExactly("batch", "read", "update", "read");
        assertThat(world.cloud.resource("b").parameters.get("size").intValue()).isEqualTo(1);
        assertThat(world.drift("b").getFirst().outcome()).isEqualTo(DriftRecord.Outcome.Corrected);
    }

    @Test
    void a_drift_that_was_gone_before_it_was_looked_at_closely_is_none() {
        soonDue("a", "b");
        world.cloud.change("b", r -> r.put("size", 7));
        world.reconcile("a");
        world.cloud.change("b", r -> r.put("size", 1));

        world.reconcile("b");

        assertThat(world.cloud.calls).containsExactly("batch", "read");
        assertThat(world.drift("b")).isEmpty();
        assertThat(world.objects.writes).isEmpty();
    }

    @Test
    void what_a_shared_read_does_not_show_is_created_only_when_it_is_not_there_by_itself_either() {
        soonDue("a", "b", "c");
        var b = world.cloud.resources.remove("b");
        var c = world.cloud.resources.remove("c");
        world.reconcile("a");
        world.cloud.resources.put("b", java.util.Objects.requireNonNull(b));
        assertThat(c).isNotNull();

        world.reconcile("b");
        assertThat(world.cloud.calls).as("it is there").containsExactly("batch", "read");
        world.reconcile("c");
        assertThat(world.cloud.calls).containsExactly("batch", "read", "read", "create", "read");
    }

    @Test
    void somebody_elses_tag_in_a_shared_read_decides_nothing() {
        soonDue("a", "b");
        world.cloud.resource("b").owner = "another";
        world.reconcile("a");

        world.reconcile("b");

        assertThat(world.cloud.calls).containsExactly("batch", "read");
        assertThat(world.condition("b", Conditions.SYNCED)).isEqualTo("False/NotOwned");
    }

    @Test
    void an_answer_is_not_used_after_the_object_was_reconciled_for_another_reason() {
        soonDue("a", "b");
        world.reconcile("a");
        world.objects.parameter("b", "size", 2);
        world.reconcile("b");
        assertThat(world.cloud.resource("b").parameters.get("size").intValue()).isEqualTo(2);
        world.forget();

        world.reconcile("b");

        assertThat(world.cloud.calls).as("not as it was before the update").containsExactly("read");
        assertThat(world.events).isEmpty();
    }

    @Test
    void who_asks_for_a_reconciliation_now_gets_a_look_of_its_own() {
        soonDue("a", "b");
        world.reconcile("a");
        world.objects.annotate("b", Sluice.RECONCILE_REQUESTED_AT, "now");

        world.reconcile("b");

        assertThat(world.cloud.calls).containsExactly("batch", "read");
        assertThat(world.status("b").lastHandledReconcileAt()).isEqualTo("now");
    }

    @Test
    void an_answer_that_was_not_fetched_in_time_says_nothing() {
        soonDue("a", "b");
        world.reconcile("a");
        world.passes(Duration.ofMinutes(1));

        world.reconcile("b");

        assertThat(world.cloud.calls).containsExactly("batch", "read");
    }

    @Test
    void the_next_look_is_counted_from_the_moment_of_the_shared_one() {
        soonDue("a", "b");
        world.objects.annotate("b", Sluice.POLL_INTERVAL, "60s");
        world.reconcile("a");
        world.passes(Duration.ofSeconds(20));

        assertThat(world.reconcile("b").orElseThrow())
                .isBetween(Duration.ofSeconds(60 - 6 - 20), Duration.ofSeconds(60 + 6 - 20));
    }

    @Test
    void unchanged_until_is_when_it_was_seen_and_not_when_the_answer_was_fetched() {
        soonDue("a", "b");
        var seen = world.now();
        world.reconcile("a");
        world.passes(Duration.ofSeconds(20));
        world.reconcile("b");
        world.passes(Duration.ofMinutes(5));
        world.cloud.change("b", r -> r.put("size", 7));

        world.reconcile("b");

        assertThat(world.drift("b").getFirst().unchangedUntil())
                .isEqualTo(
                        seen.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
    }

    @Test
    void a_throttled_shared_read_is_the_failure_of_who_asked_and_costs_the_others_nothing() {
        soonDue("a", "b");
        world.cloud.refuses("batch", new CloudError.Throttled("slow down", null));

        world.reconcile("a");
        assertThat(world.message("a", Conditions.SYNCED)).contains("slow down");
        assertThat(world.broughtAlong).isEmpty();

        world.passes(Duration.ofSeconds(5));
        world.reconcile("b");
        assertThat(world.condition("b", Conditions.READY)).startsWith("True");
    }

    @Test
    void where_the_cloud_refuses_to_describe_several_each_is_read_by_itself() {
        soonDue("a", "b", "c");
        world.cloud.refuses("batch", new CloudError.Denied("only one by one"));

        world.reconcile("a");
        world.reconcile("b");
        world.reconcile("c");

        assertThat(world.cloud.calls).as("not tried again at once").containsExactly("batch", "read", "read", "read");
        assertThat(world.condition("a", Conditions.READY)).startsWith("True");
    }

    @Test
    void what_is_being_deleted_is_looked_at_by_itself() {
        soonDue("a", "b");
        world.reconcile("a");
        world.objects.delete("b");

        world.reconcile("b");

        assertThat(world.cloud.calls).containsExactly("batch", "read", "delete", "read");
    }

    @Test
    void where_the_cloud_chooses_names_too() {
        var tagged = new World(Kind.Identity.TAGGED);
        for (var name : List.of("a", "b")) {
            tagged.inSync(name, WANTED);
            tagged.reconcile(name);
        }
        tagged.forget();
        tagged.passes(NEARLY_A_POLL);

        tagged.reconcile("a");
        tagged.reconcile("b");

        assertThat(tagged.cloud.calls).containsExactly("batch");
        assertThat(tagged.cloud.asked.getFirst()).containsExactly("id-1", "id-2");
    }
}
