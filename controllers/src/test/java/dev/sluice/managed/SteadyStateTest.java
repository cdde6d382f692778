package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Sluice;
import dev.sluice.kube.Conditions;
import dev.sluice.provider.Kind;
import java.time.Duration;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a reconciliation costs, and that a status is written only when it says something new. */
class SteadyStateTest {
    private static final String WANTED = """
            {"region": "eu", "size": 1, "tags": {"team": "shop"}, "password": "s3cret"}""";

    @ParameterizedTest
    @EnumSource(names = {"DETERMINISTIC", "TAGGED", "BLIND"})
    void in_sync_costs_one_read_and_no_write(Kind.Identity identity) {
        var world = new World(identity);
        world.inSync("orders", WANTED);

        for (int i = 1; i <= 5; i++) {
            world.passes(world.reconcile("orders").orElseThrow());
            assertThat(world.cloud.calls).hasSize(i).containsOnly("read");
        }

        assertThat(world.objects.writes).isEmpty();
        assertThat(world.events).isEmpty();
        assertThat(world.judged).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"DETERMINISTIC", "TAGGED", "BLIND"})
    void so_does_the_first_look_after_a_restart(Kind.Identity identity) {
        var world = new World(identity);
        world.inSync("orders", WANTED);
        world.passes(Duration.ofHours(1));

        world.restart();
        world.reconcile("orders");

        assertThat(world.cloud.calls).containsExactly("read");
        assertThat(world.objects.writes).isEmpty();
    }

    @Test
    void a_creation_costs_a_claim_a_call_and_a_status() {
        var world = World.withNamesOfOurOwn();
        world.objects.apply("orders", WANTED);

        world.reconcile("orders");

        assertThat(world.cloud.calls).containsExactly("read", "create", "read");
        assertThat(world.objects.writes).containsExactly("claim", "status");
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
    }

    @Test
    void a_creation_where_the_cloud_chooses_the_name_costs_one_write_more() {
        var world = new World(Kind.Identity.TAGGED);
        world.objects.apply("orders", WANTED);

        world.reconcile("orders");

        assertThat(world.cloud.calls).containsExactly("find", "create", "read");
        assertThat(world.objects.writes).containsExactly("claim", "name", "status");
        assertThat(world.externalName("orders")).isEqualTo("id-1");
    }

    @Test
    void an_update_costs_a_call_and_a_status() {
        var world = World.withNamesOfOurOwn();
        world.inSync("orders", WANTED);
        world.objects.parameter("orders", "size", 2);

        world.reconcile("orders");

        assertThat(world.cloud.calls).containsExactly("read", "update", "read");
        assertThat(world.objects.writes).containsExactly("status");
    }

    @Test
    void a_deletion_costs_a_call_and_a_release() {
        var world = World.withNamesOfOurOwn();
        world.inSync("orders", WANTED);
        world.objects.delete("orders");

        world.reconcile("orders");

        assertThat(world.cloud.calls).containsExactly("read", "delete", "read");
        assertThat(world.objects.writes).containsExactly("release");
    }

    @Test
    void whatever_holds_a_resource_up_is_written_once() {
        var refused = World.withNamesOfOurOwn();
        refused.cloud.byHand("orders", WANTED, null);
        writtenOnce(refused, "AlreadyExists");

        var denied = World.withNamesOfOurOwn();
        denied.forbid(change -> "no");
        writtenOnce(denied, "PolicyDenied");

        var loading = World.withNamesOfOurOwn();
        loading.policySet = null;
        writtenOnce(loading, "PoliciesNotLoaded");

        var misconfigured = World.withNamesOfOurOwn();
        misconfigured.breakConfiguration("broken");
        writtenOnce(misconfigured, "ProviderConfigNotReady");
    }

    private static void writtenOnce(World world, String reason) {
        world.objects.apply("orders", WANTED);
        for (int i = 0; i < 4; i++) {
            world.passes(world.reconcile("orders").orElseThrow());
        }
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/" + reason);
        assertThat(world.objects.writes).as(reason).containsExactly("status");
        assertThat(world.events).as(reason).hasSize(1);
    }

    @Test
    void the_time_of_a_condition_is_that_of_its_last_change() {
        var world = World.withNamesOfOurOwn();
        world.inSync("orders", WANTED);
        var ready = since(world, Conditions.READY);
        world.passes(Duration.ofMinutes(5));
        world.forbid(change -> "no");
        world.objects.parameter("orders", "size", 2);
        world.reconcile("orders");
        var stalled = since(world, Conditions.STALLED);
        world.passes(Duration.ofMinutes(5));
        world.objects.parameter("orders", "size", 3);

        world.reconcile("orders");

        assertThat(since(world, Conditions.READY)).isEqualTo(ready);
        assertThat(since(world, Conditions.STALLED)).isEqualTo(stalled).isNotEqualTo(ready);
        assertThat(world.status("orders").observedGeneration()).isEqualTo(3);
    }

    private static String since(World world, String type) {
        return Conditions.find(world.status("orders").conditions(), type).getLastTransitionTime();
    }

    @Test
    void a_plan_that_stays_keeps_its_hash_and_time() {
        var world = World.withNamesOfOurOwn();
        world.inSync("orders", WANTED);
        world.forbid(change -> "no");
        world.objects.parameter("orders", "size", 2);
        world.reconcile("orders");
        var plan = world.status("orders").plan();
        world.passes(Duration.ofMinutes(10));

        world.forbid(change -> "no, and here is why");
        world.reconcile("orders");

        assertThat(world.status("orders").plan()).isEqualTo(plan);
        world.policySet = "set-2";
        world.reconcile("orders");
        assertThat(world.status("orders").plan().hash()).isNotEqualTo(plan.hash());
    }

    @Test
    void a_plan_shows_a_hundred_fields_at_most() {
        var world = World.withNamesOfOurOwn();
        world.inSync("orders", WANTED);
        world.forbid(change -> "no");
        var tags = new HashMap<String, String>();
        for (int i = 0; i < 300; i++) {
            tags.put("tag-" + i, "x");
        }
        world.objects.parameter("orders", "tags", tags);

        world.reconcile("orders");

        assertThat(world.status("orders").plan().fields()).hasSize(100);
        assertThat(world.judged.getFirst().diff()).as("policy sees all").hasSizeGreaterThan(300);
    }

    @Test
    void a_request_to_reconcile_now_is_answered() {
        var world = World.withNamesOfOurOwn();
        world.inSync("orders", WANTED);
        world.objects.annotate("orders", Sluice.RECONCILE_REQUESTED_AT, "now-1");

        world.reconcile("orders");

        assertThat(world.status("orders").lastHandledReconcileAt()).isEqualTo("now-1");
        assertThat(world.objects.writes).containsExactly("status");
    }

    @Test
    void an_object_is_looked_at_as_often_as_it_asks_for() {
        var world = World.withNamesOfOurOwn();
        world.inSync("orders", WANTED);
        assertThat(world.reconcile("orders").orElseThrow()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));

        world.objects.annotate("orders", Sluice.POLL_INTERVAL, "90s");
        assertThat(world.reconcile("orders").orElseThrow()).isBetween(Duration.ofSeconds(81), Duration.ofSeconds(99));

        world.objects.annotate("orders", Sluice.POLL_INTERVAL, "1ms");
        assertThat(world.reconcile("orders").orElseThrow()).isBetween(Duration.ofMillis(900), Duration.ofMillis(1100));

        world.objects.annotate("orders", Sluice.POLL_INTERVAL, "whenever");
        assertThat(world.reconcile("orders").orElseThrow()).isGreaterThan(Duration.ofMinutes(8));
    }

    @Test
    void an_object_changed_by_another_meanwhile_is_begun_again_in_silence() {
        var world = World.withNamesOfOurOwn();
        world.objects.apply("orders", WANTED);
        var old = world.objects.get("orders").orElseThrow();
        world.objects.annotate("orders", "somebody", "else");

        var again = world.reconcile(old).orElseThrow();

        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.objects.writes).isEmpty();
        assertThat(again).isLessThan(Duration.ofSeconds(1));
        world.settle("orders");
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
    }

    @Test
    void reconciliations_are_counted_by_how_they_end() {
        var world = World.withNamesOfOurOwn();
        world.inSync("orders", WANTED);
        world.forbid(change -> "no");
        world.objects.parameter("orders", "size", 2);
        world.reconcile("orders");

        assertThat(world.counted("controller_runtime_reconcile", "controller", "Thing", "result", "success"))
                .isPositive();
        assertThat(world.counted("controller_runtime_reconcile", "controller", "Thing", "result", "denied"))
                .isEqualTo(1);
        assertThat(world.counted("sluice_gate_decisions", "gate", "cloud", "decision", "admitted"))
                .isEqualTo(1);
        assertThat(world.counted("sluice_gate_decisions", "gate", "cloud", "decision", "rejected"))
                .isEqualTo(1);
    }
}
