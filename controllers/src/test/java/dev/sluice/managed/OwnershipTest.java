package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Sluice;
import dev.sluice.kube.Conditions;
import dev.sluice.provider.Kind;
import org.junit.jupiter.api.Test;

/** What exists and is not ours is neither changed nor deleted nor adopted in silence. */
class OwnershipTest {
    private static final String WANTED = """
            {"region": "eu", "size": 1}""";
    private static final String OTHER = """
            {"region": "eu", "size": 7}""";

    private final World world = World.withNamesOfOurOwn();

    @Test
    void a_resource_that_carries_no_tag_is_refused_however_often_it_is_looked_at() {
        world.cloud.byHand("orders", OTHER, null);
        world.objects.apply("orders", WANTED);

        for (int i = 0; i < 4; i++) {
            world.passes(world.reconcile("orders").orElseThrow());
        }

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/AlreadyExists");
        assertThat(world.message("orders", Conditions.SYNCED)).contains(Sluice.EXTERNAL_NAME);
        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.judged).isEmpty();
        assertThat(world.objects.get("orders").orElseThrow().getMetadata().getFinalizers())
                .isEmpty();
    }

    @Test
    void it_stays_refused_after_a_restart() {
        world.cloud.byHand("orders", OTHER, null);
        world.objects.apply("orders", WANTED);
        world.settle("orders");

        world.restart();
        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/AlreadyExists");
        assertThat(world.cloud.mutations()).isZero();
    }

    @Test
    void a_resource_of_another_owner_is_refused_by_its_owners_uid() {
        world.cloud.byHand("orders", OTHER, "uid-of-another");
        world.objects.apply("orders", WANTED);

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/NotOwned");
        assertThat(world.message("orders", Conditions.SYNCED)).contains("uid-of-another");
        assertThat(world.cloud.mutations()).isZero();
    }

    @Test
    void an_object_of_the_same_name_made_anew_does_not_inherit() {
        world.inSync("orders", WANTED);
        world.objects.policies("orders", "Observe", "Create", "Update");
        world.objects.delete("orders");
        world.settle("orders");

        world.objects.apply("orders", OTHER);
        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/NotOwned");
        assertThat(world.cloud.mutations()).isZero();
    }

    @Test
    void observing_looks_and_never_writes() {
        world.cloud.byHand("orders", OTHER, null);
        world.objects.apply("orders", WANTED);
        world.objects.policies("orders", "Observe");

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("True/ReconcileSuccess");
        assertThat(world.message("orders", Conditions.SYNCED)).contains("size differ");
        assertThat(world.status("orders").atProvider().size()).isEqualTo(7);
        assertThat(world.status("orders").outputs().arn()).isEqualTo("arn:orders");
        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.objects.writes).containsOnly("status");

        world.objects.delete("orders");
        assertThat(world.objects.exists("orders")).isFalse();
        assertThat(world.cloud.resources).containsKey("orders");
    }

    @Test
    void what_was_observed_first_is_taken_over_when_all_is_allowed() {
        world.cloud.byHand("orders", OTHER, null);
        world.objects.apply("orders", WANTED);
        world.objects.policies("orders", "Observe");
        world.settle("orders");

        world.objects.policies("orders", "*");
        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("True/ReconcileSuccess");
        assertThat(world.cloud.resource("orders").owner).isEqualTo("orders-uid-1");
        assertThat(world.cloud.resource("orders").parameters.get("size").asInt())
                .isEqualTo(1);
        assertThat(world.objects.get("orders").orElseThrow().getMetadata().getFinalizers())
                .containsExactly(Sluice.FINALIZER);
    }

    @Test
    void what_was_observed_and_belongs_to_another_is_not_taken_over() {
        world.cloud.byHand("orders", OTHER, "uid-of-another");
        world.objects.apply("orders", WANTED);
        world.objects.policies("orders", "Observe");
        world.settle("orders");

        world.objects.policies("orders", "*");
        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/NotOwned");
        assertThat(world.cloud.mutations()).isZero();
    }

    @Test
    void on_deletion_a_resource_that_another_has_made_meanwhile_stays() {
        world.inSync("orders", WANTED);
        world.cloud.resources.clear();
        world.cloud.byHand("orders", OTHER, "uid-of-another");

        world.objects.delete("orders");
        world.settle("orders");

        assertThat(world.objects.exists("orders")).isFalse();
        assertThat(world.cloud.resources).containsKey("orders");
        assertThat(world.cloud.count("delete")).isZero();
        assertThat(world.events("NotOwned")).hasSize(1);
    }

    @Test
    void a_missing_tag_of_what_is_ours_is_put_there_again() {
        world.inSync("orders", WANTED);
        world.cloud.resource("orders").owner = null;

        world.settle("orders");

        assertThat(world.cloud.resource("orders").owner).isEqualTo("orders-uid-1");
        assertThat(world.cloud.count("update")).isEqualTo(1);
    }

    @Test
    void another_external_name_would_leave_a_resource_behind_and_is_refused_for_good() {
        world.inSync("orders", WANTED);
        world.objects.annotate("orders", Sluice.EXTERNAL_NAME, "invoices");

        world.settle("orders");
        world.passes(world.reconcile("orders").orElseThrow());
        world.restart();
        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ExternalNameChanged");
        assertThat(world.message("orders", Conditions.SYNCED)).contains("orders");
        assertThat(world.cloud.resources).containsOnlyKeys("orders");
    }

    @Test
    void deleting_it_then_deletes_what_it_has() {
        world.inSync("orders", WANTED);
        world.objects.annotate("orders", Sluice.EXTERNAL_NAME, "invoices");
        world.settle("orders");

        world.objects.delete("orders");
        world.settle("orders");

        assertThat(world.cloud.resources).isEmpty();
    }

    @Test
    void once_the_old_resource_is_gone_the_new_name_is_taken() {
        world.inSync("orders", WANTED);
        world.cloud.resources.clear();
        world.objects.annotate("orders", Sluice.EXTERNAL_NAME, "invoices");

        world.settle("orders");
        assertThat(world.cloud.resources).containsOnlyKeys("invoices");
        world.objects.delete("orders");
        world.settle("orders");

        assertThat(world.cloud.resources).isEmpty();
    }

    @Test
    void a_refused_name_can_be_changed() {
        world.cloud.byHand("orders", OTHER, null);
        world.objects.apply("orders", WANTED);
        world.settle("orders");

        world.objects.annotate("orders", Sluice.EXTERNAL_NAME, "invoices");
        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("True/ReconcileSuccess");
        assertThat(world.cloud.resource("orders").parameters.get("size").asInt())
                .isEqualTo(7);
    }

    @Test
    void two_resources_with_our_tag_are_a_persons_business() {
        var tagged = new World(Kind.Identity.TAGGED);
        tagged.cloud.byHand("id-7", WANTED, "orders-uid-1");
        tagged.cloud.byHand("id-8", WANTED, "orders-uid-1");
        tagged.passes(FakeCloud.TAGS_ARE_FOUND_AFTER);
        tagged.objects.apply("orders", WANTED);

        tagged.settle("orders");
        assertThat(tagged.condition("orders", Conditions.SYNCED)).isEqualTo("False/SeveralFound");
        assertThat(tagged.message("orders", Conditions.SYNCED)).contains("id-7", "id-8");

        tagged.objects.annotate("orders", Sluice.EXTERNAL_NAME, "id-8");
        tagged.settle("orders");
        assertThat(tagged.condition("orders", Conditions.SYNCED)).isEqualTo("True/ReconcileSuccess");
        assertThat(tagged.cloud.mutations()).isZero();
    }
}
