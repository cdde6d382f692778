package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.FieldChange;
import dev.sluice.api.Sluice;
import dev.sluice.api.managed.DriftRecord;
import dev.sluice.api.managed.DriftRecord.Outcome;
import dev.sluice.kube.Conditions;
import dev.sluice.provider.CloudError;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens when somebody changes a resource in the cloud. */
class DriftTest {
    private final World world = World.withNamesOfOurOwn();

    @BeforeEach
    void a_thing_in_sync() {
        world.inSync("orders", """
                {"region": "eu", "size": 1, "tags": {"team": "shop"}, "password": "s3cret"}""");
    }

    @Test
    void it_is_put_back_and_stays_on_record() {
        drift(9);

        world.settle("orders");

        assertThat(size()).isEqualTo(1);
        var record = onlyRecord();
        assertThat(record.outcome()).isEqualTo(Outcome.Corrected);
        assertThat(record.correctedAt()).isNotNull();
        assertThat(record.fields()).singleElement().satisfies(f -> {
            assertThat(f.path()).isEqualTo("size");
            assertThat(f.before()).hasToString("9");
            assertThat(f.after()).hasToString("1");
            assertThat(f.reason()).isEqualTo(FieldChange.Reason.DRIFT);
        });
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("True/ReconcileSuccess");
    }

    @Test
    void it_is_on_record_before_the_cloud_is_touched() {
        var order = new ArrayList<String>();
        world.objects.afterWrite = what -> {
            if (what.equals("record")) {
                order.add(onlyRecord().outcome() + " after " + world.cloud.mutations() + " calls");
            }
        };
        drift(9);

        world.settle("orders");

        assertThat(order).containsExactly("Detected after 0 calls");
    }

    @Test
    void each_piece_of_news_is_told_once() {
        drift(9);

        world.settle("orders");
        poll(3);

        assertThat(world.events)
                .containsExactly(
                        "Warning DriftDetected Thing orders was changed in the cloud: size: 1 → 9",
                        "Normal DriftCorrected Put back size of Thing orders.");
        assertThat(told("detected")).isEqualTo(1);
        assertThat(told("corrected")).isEqualTo(1);
    }

    @Test
    void policy_may_forbid_to_put_it_back_and_that_is_said_once() {
        world.forbid(change -> "not on Fridays");
        drift(9);

        world.settle("orders");
        assertThat(onlyRecord().outcome()).isEqualTo(Outcome.LeftAlone);
        assertThat(onlyRecord().message()).isEqualTo("[the-policy] not on Fridays");
        assertThat(world.events("DriftLeftAlone")).hasSize(1);
        world.forget();
        poll(5);

        assertThat(size()).isEqualTo(9);
        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.events).isEmpty();
        assertThat(world.objects.writes).isEmpty();
        assertThat(told("left_alone")).isEqualTo(1);
        assertThat(told("detected")).isEqualTo(1);
    }

    @Test
    void what_policy_forbade_is_put_back_when_policy_changes_and_is_the_same_drift() {
        world.forbid(change -> "not on Fridays");
        drift(9);
        world.settle("orders");

        world.forbid(change -> null);
        world.policySet = "set-2";
        world.settle("orders");

        assertThat(size()).isEqualTo(1);
        assertThat(onlyRecord().outcome()).isEqualTo(Outcome.Corrected);
        assertThat(world.events("DriftDetected")).hasSize(1);
    }

    @Test
    void what_was_left_alone_and_is_undone_by_hand_is_closed() {
        world.forbid(change -> "not on Fridays");
        drift(9);
        world.settle("orders");

        drift(1);
        world.settle("orders");

        assertThat(onlyRecord().outcome()).isEqualTo(Outcome.Corrected);
        assertThat(onlyRecord().message()).isEqualTo("The cloud is as wanted again.");
        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.events("DriftCorrected")).as("nobody put it back").isEmpty();
    }

    @Test
    void where_updates_are_not_allowed_it_is_recorded_and_left_alone() {
        world.objects.policies("orders", "Observe", "Create", "Delete");
        drift(9);

        world.settle("orders");

        assertThat(size()).isEqualTo(9);
        assertThat(onlyRecord().outcome()).isEqualTo(Outcome.LeftAlone);
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/UpdateNotAllowed");
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
    }

    @Test
    void another_drift_on_top_of_one_that_stands_is_a_record_of_its_own() {
        world.forbid(change -> "no");
        drift(9);
        world.settle("orders");

        drift(10);
        world.settle("orders");

        assertThat(world.drift("orders"))
                .extracting(r -> String.valueOf(r.fields().getFirst().before()))
                .containsExactly("10", "9");
    }

    @Test
    void while_paused_nobody_looks_and_afterwards_it_is_still_a_drift() {
        world.objects.annotate("orders", Sluice.PAUSED, "true");
        drift(9);
        world.settle("orders");
        assertThat(world.cloud.calls).isEmpty();
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ReconcilePaused");
        assertThat(world.events).as("pausing is no trouble").isEmpty();

        world.objects.unannotate("orders", Sluice.PAUSED);
        world.settle("orders");

        assertThat(onlyRecord().outcome()).isEqualTo(Outcome.Corrected);
    }

    @Test
    void who_did_it_is_kept_where_the_cloud_tells() {
        world.cloud.resource("orders").actor = "mallory";
        drift(9);

        world.settle("orders");

        assertThat(onlyRecord().actor()).isEqualTo("mallory");
    }

    @Test
    void it_came_after_the_last_look_that_found_nothing() {
        world.passes(Duration.ofMinutes(10));
        world.reconcile("orders");
        var looked = world.now().truncatedTo(ChronoUnit.SECONDS).toString();
        assertThat(world.objects.writes)
                .as("a look that finds nothing writes nothing")
                .isEmpty();
        world.passes(Duration.ofMinutes(10));
        drift(9);

        world.settle("orders");

        assertThat(onlyRecord().unchangedUntil()).isEqualTo(looked);
        assertThat(onlyRecord().detectedAt()).isGreaterThan(looked);
    }

    @Test
    void after_a_restart_the_last_time_that_is_known_is_the_statuss() {
        var inStatus = world.status("orders").lastObservedAt();
        world.passes(Duration.ofMinutes(10));
        world.reconcile("orders");
        world.restart();
        drift(9);

        world.settle("orders");

        assertThat(onlyRecord().unchangedUntil()).isEqualTo(inStatus);
    }

    @Test
    void a_look_that_failed_has_seen_nothing() {
        var inStatus = world.status("orders").lastObservedAt();
        world.passes(Duration.ofMinutes(10));
        world.cloud.refuses("read", new CloudError.Denied("no"));
        world.reconcile("orders");
        assertThat(world.objects.writes).containsExactly("status");
        world.restart();
        drift(9);

        world.settle("orders");

        assertThat(onlyRecord().unchangedUntil()).isEqualTo(inStatus);
    }

    @Test
    void a_correction_that_fails_is_recorded_once_and_tried_again() {
        for (int i = 0; i < 3; i++) {
            world.cloud.refuses("update", new CloudError.Denied("you may not"));
        }
        drift(9);

        world.reconcile("orders");
        assertThat(onlyRecord().outcome()).isEqualTo(Outcome.Failed);
        assertThat(onlyRecord().message()).contains("you may not").doesNotContain("req-");
        world.objects.writes.clear();
        world.reconcile("orders");
        world.reconcile("orders");
        assertThat(world.objects.writes).as("the same failure again is no news").isEmpty();
        world.settle("orders");

        assertThat(onlyRecord().outcome()).isEqualTo(Outcome.Corrected);
        assertThat(size()).isEqualTo(1);
        assertThat(told("failed")).isEqualTo(1);
        assertThat(world.events("DriftDetected")).hasSize(1);
    }

    @Test
    void what_the_specification_changes_is_no_drift() {
        world.objects.parameter("orders", "size", 2);

        world.settle("orders");

        assertThat(size()).isEqualTo(2);
        assertThat(world.drift("orders")).isEmpty();
        assertThat(world.events).containsExactly("Normal Updated Updated size of Thing orders.");
    }

    @Test
    void a_new_wish_and_a_drift_at_once_are_told_apart() {
        world.objects.parameter("orders", "size", 2);
        world.cloud.change("orders", p -> p.withObjectProperty("tags").put("team", "others"));

        world.settle("orders");

        assertThat(size()).isEqualTo(2);
        assertThat(onlyRecord().fields()).extracting(FieldChange::path).containsExactly("tags[team]");
    }

    @Test
    void a_field_that_is_left_to_the_cloud_does_not_drift() {
        world.cloud.change("orders", p -> p.put("color", "green"));

        world.settle("orders");

        assertThat(world.drift("orders")).isEmpty();
        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.status("orders").atProvider().color()).isEqualTo("green");
    }

    @Test
    void a_resource_that_somebody_deleted_is_created_again() {
        world.cloud.resources.clear();

        world.settle("orders");

        assertThat(size()).isEqualTo(1);
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
    }

    @Test
    void the_ledger_keeps_the_last_ten() {
        for (int i = 0; i < 13; i++) {
            drift(100 + i);
            world.settle("orders");
        }

        assertThat(world.drift("orders"))
                .extracting(r -> r.fields().getFirst().before().asInt())
                .containsExactly(112, 111, 110, 109, 108, 107, 106, 105, 104, 103);
    }

    @Test
    void a_record_names_fifty_fields_at_most_and_is_still_known_again() {
        world.forbid(change -> "no");
        world.cloud.change("orders", p -> {
            var tags = p.withObjectProperty("tags");
            for (int i = 0; i < 80; i++) {
                tags.put("tag-" + i, "x");
            }
        });

        world.settle("orders");
        poll(3);

        assertThat(onlyRecord().fields()).hasSize(50);
        assertThat(world.events("DriftDetected")).hasSize(1);
        assertThat(world.events("DriftLeftAlone")).hasSize(1);
    }

    private void drift(int size) {
        world.cloud.change("orders", p -> p.put("size", size));
    }

    private int size() {
        return world.cloud.resource("orders").parameters.get("size").asInt();
    }

    private void poll(int times) {
        for (int i = 0; i < times; i++) {
            world.passes(world.reconcile("orders").orElseThrow());
        }
    }

    private DriftRecord onlyRecord() {
        List<DriftRecord> records = world.drift("orders");
        assertThat(records).hasSize(1);
        return records.getFirst();
    }

    private double told(String outcome) {
        return world.counted("sluice_drift", "outcome", outcome);
    }
}
