package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Sluice;
import dev.sluice.api.managed.DriftRecord;
import dev.sluice.kube.Conditions;
import org.junit.jupiter.api.Test;

/** Plans that wait for a person, and drift that is not simply put back. */
class ApprovalsTest {
    private static final String WANTED = """
            {"region": "eu", "size": 1}""";

    private final World world = World.withNamesOfOurOwn();

    private void approve() {
        world.objects.annotate(
                "orders", Sluice.APPROVED_PLAN, world.status("orders").plan().hash());
    }

    private int size() {
        return world.cloud.resource("orders").parameters.get("size").asInt();
    }

    @Test
    void nothing_is_created_before_exactly_this_plan_is_approved() {
        world.objects.apply("orders", WANTED);
        world.objects.mode("orders", "approval", "Manual");

        world.reconcile("orders");
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ApprovalRequired");
        assertThat(world.message("orders", Conditions.SYNCED))
                .contains(world.status("orders").plan().hash());
        assertThat(world.status("orders").decision().admitted()).isTrue();
        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.objects.get("orders").orElseThrow().hasFinalizer(Sluice.FINALIZER))
                .isFalse();

        approve();
        world.settle("orders");
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
        assertThat(world.cloud.resources).containsOnlyKeys("orders");
    }

    @Test
    void an_approval_of_another_plan_is_refused_with_what_this_one_would_do() {
        world.inSync("orders", WANTED);
        world.objects.mode("orders", "approval", "Manual");
        world.objects.parameter("orders", "size", 2);
        world.reconcile("orders");
        approve();
        world.objects.parameter("orders", "size", 3);

        world.reconcile("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ApprovalOutdated");
        assertThat(world.message("orders", Conditions.SYNCED)).contains("size: 1 → 3");
        assertThat(world.cloud.mutations()).isZero();

        approve();
        world.settle("orders");
        assertThat(size()).isEqualTo(3);
    }

    @Test
    void a_deletion_waits_for_approval_too() {
        world.inSync("orders", WANTED);
        world.objects.mode("orders", "approval", "Manual");
        world.objects.delete("orders");

        world.reconcile("orders");
        assertThat(world.cloud.resources).containsOnlyKeys("orders");
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ApprovalRequired");

        approve();
        world.settle("orders");
        assertThat(world.cloud.resources).isEmpty();
    }

    @Test
    void what_policy_rejects_does_not_ask_for_approval() {
        world.forbid(change -> "never");
        world.objects.apply("orders", WANTED);
        world.objects.mode("orders", "approval", "Manual");

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/PolicyDenied");
    }

    @Test
    void drift_that_is_only_to_be_seen_is_recorded_once_and_stays() {
        world.inSync("orders", WANTED);
        world.objects.mode("orders", "driftMode", "Detect");
        world.cloud.change("orders", p -> p.put("size", 9));

        world.settle("orders");
        world.settle("orders");

        assertThat(size()).isEqualTo(9);
        assertThat(world.drift("orders")).singleElement().satisfies(d -> {
            assertThat(d.outcome()).isEqualTo(DriftRecord.Outcome.LeftAlone);
            assertThat(d.message()).contains("Detect");
        });
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("True/ReconcileSuccess");
        assertThat(world.message("orders", Conditions.SYNCED)).contains("size stays as found");
        assertThat(world.events("DriftLeftAlone")).hasSize(1);
    }

    @Test
    void drift_is_put_back_once_its_correction_is_approved() {
        world.inSync("orders", WANTED);
        world.objects.mode("orders", "driftMode", "CorrectAfterApproval");
        world.cloud.change("orders", p -> p.put("size", 9));

        world.reconcile("orders");
        assertThat(size()).isEqualTo(9);
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ApprovalRequired");

        approve();
        world.settle("orders");
        assertThat(size()).isEqualTo(1);
        assertThat(world.drift("orders").getFirst().outcome()).isEqualTo(DriftRecord.Outcome.Corrected);
    }
}
