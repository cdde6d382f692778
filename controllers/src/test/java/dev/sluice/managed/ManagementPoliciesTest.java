package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Sluice;
import dev.sluice.kube.Conditions;
import org.junit.jupiter.api.Test;

/** What spec.managementPolicies and the pause annotation keep Sluice from doing. */
class ManagementPoliciesTest {
    private static final String WANTED = """
            {"region": "eu", "size": 1}""";

    private final World world = World.withNamesOfOurOwn();

    @Test
    void without_create_a_resource_is_waited_for_and_used_once_it_is_there() {
        world.objects.apply("orders", WANTED);
        world.objects.policies("orders", "Observe", "Update", "Delete");

        var again = world.reconcile("orders").orElseThrow();
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/NotFound");
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("False/NotCreated");
        assertThat(world.condition("orders", Conditions.STALLED)).isEqualTo("none");
        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.judged).isEmpty();

        world.passes(again);
        world.cloud.byHand("orders", WANTED, "orders-uid-1");
        world.settle("orders");
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
    }

    @Test
    void without_update_a_difference_is_named_and_left() {
        world.inSync("orders", WANTED);
        world.objects.policies("orders", "Observe", "Create", "Delete");
        world.objects.parameter("orders", "size", 2);

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/UpdateNotAllowed");
        assertThat(world.message("orders", Conditions.SYNCED)).startsWith("size differ");
        assertThat(world.status("orders").plan().action()).isEqualTo("Update");
        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.drift("orders")).as("a wish is no drift").isEmpty();
    }

    @Test
    void without_delete_the_resource_stays_when_the_object_goes() {
        world.inSync("orders", WANTED);
        world.objects.policies("orders", "Observe", "Create", "Update");

        world.objects.delete("orders");
        world.settle("orders");

        assertThat(world.objects.exists("orders")).isFalse();
        assertThat(world.cloud.resources).containsOnlyKeys("orders");
        assertThat(world.cloud.calls).as("nobody needs to ask").isEmpty();
        assertThat(world.events("Orphaned")).hasSize(1);
    }

    @Test
    void only_observing_what_does_not_exist_waits() {
        world.objects.apply("orders", WANTED);
        world.objects.policies("orders", "Observe");

        world.reconcile("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/NotFound");
        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.objects.writes).containsExactly("status");
    }

    @Test
    void a_paused_object_is_not_even_deleted() {
        world.inSync("orders", WANTED);
        world.objects.annotate("orders", Sluice.PAUSED, "true");
        world.objects.delete("orders");

        world.reconcile("orders");
        assertThat(world.cloud.calls).isEmpty();
        assertThat(world.objects.exists("orders")).isTrue();
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");

        world.objects.unannotate("orders", Sluice.PAUSED);
        world.settle("orders");
        assertThat(world.cloud.resources).isEmpty();
        assertThat(world.objects.exists("orders")).isFalse();
    }

    @Test
    void a_deletion_that_takes_its_time_is_waited_for() {
        world.inSync("orders", WANTED);
        world.cloud.deletesSlowly = true;
        world.objects.delete("orders");

        world.reconcile("orders");
        world.reconcile("orders");
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("False/Deleting");
        assertThat(world.cloud.count("delete")).as("asked once").isEqualTo(1);
        assertThat(world.objects.exists("orders")).isTrue();

        world.cloud.finishDeletions();
        world.reconcile("orders");
        assertThat(world.objects.exists("orders")).isFalse();
    }
}
