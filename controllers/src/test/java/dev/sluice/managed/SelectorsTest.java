package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.managed.ResolvedReference;
import dev.sluice.kube.Conditions;
import org.junit.jupiter.api.Test;

/** References that choose by labels. */
class SelectorsTest {
    private static final String PLAIN = """
            {"region": "eu", "size": 1}""";
    private static final String ONE = """
            {"region": "eu", "peerRef": {"selector": {"matchLabels": {"tier": "db"}}}}""";
    private static final String MANY = """
            {"region": "eu", "peerRefs": [{"selector": {"matchLabels": {"tier": "db"}}}]}""";

    private final World world = World.withNamesOfOurOwn();

    @Test
    void it_waits_for_an_object_with_the_labels_and_is_woken_when_there_is_one() {
        world.objects.apply("user", ONE);
        world.reconcile("user");
        assertThat(world.condition("user", Conditions.SYNCED)).isEqualTo("False/ReferencesNotReady");
        assertThat(world.message("user", Conditions.SYNCED))
                .isEqualTo("spec.forProvider.peerRef waits for a Thing in namespace shop with the labels tier=db.");
        world.inSync("bystander", PLAIN);
        assertThat(world.woken).isEmpty();

        labelled("a", "db");
        assertThat(world.woken).contains("user");
        world.settle("user");

        assertThat(world.cloud.resource("user").parameters.get("peer").asText()).isEqualTo("arn:a");
        assertThat(world.status("user").references())
                .containsExactly(new ResolvedReference("peerRef", "shop/a", "arn:a"));
    }

    @Test
    void two_with_the_labels_are_refused_by_name_and_nothing_is_changed() {
        labelled("a", "db");
        labelled("b", "db");
        world.objects.apply("user", ONE);

        world.reconcile("user");

        assertThat(world.condition("user", Conditions.SYNCED)).isEqualTo("False/ReferenceAmbiguous");
        assertThat(world.condition("user", Conditions.STALLED)).startsWith("True");
        assertThat(world.message("user", Conditions.SYNCED)).contains("shop/a, shop/b");
        assertThat(world.cloud.resources).doesNotContainKey("user");
    }

    @Test
    void a_label_that_is_taken_away_ends_the_ambiguity() {
        labelled("a", "db");
        labelled("b", "db");
        world.objects.apply("user", ONE);
        world.reconcile("user");
        world.forget();

        world.objects.label("b", "tier", "web");
        world.settle("b");

        assertThat(world.woken).contains("user");
        world.settle("user");
        assertThat(world.cloud.resource("user").parameters.get("peer").asText()).isEqualTo("arn:a");
    }

    @Test
    void a_list_takes_all_by_name_each_once_and_follows_them() {
        labelled("b", "db");
        labelled("a", "db");
        world.inSync("user", """
                {"region": "eu", "peerRefs": [{"name": "b"}, {"selector": {"matchLabels": {"tier": "db"}}}]}""");
        assertThat(world.cloud.resource("user").parameters.get("peers")).hasToString("[\"arn:b\",\"arn:a\"]");

        labelled("c", "db");
        assertThat(world.woken).contains("user");
        world.settle("user");

        assertThat(world.cloud.resource("user").parameters.get("peers")).hasToString("[\"arn:b\",\"arn:a\",\"arn:c\"]");
        assertThat(world.status("user").references())
                .extracting(ResolvedReference::object)
                .containsExactly("shop/b", "shop/a", "shop/b", "shop/c");
    }

    @Test
    void a_list_needs_at_least_one() {
        world.objects.apply("user", MANY);

        world.reconcile("user");

        assertThat(world.condition("user", Conditions.SYNCED)).isEqualTo("False/ReferencesNotReady");
        assertThat(world.cloud.calls).isEmpty();
    }

    @Test
    void nothing_is_chosen_before_all_of_the_kind_are_known() {
        labelled("a", "db");
        labelled("b", "db");
        world.objects.apply("user", ONE);
        world.restartWithoutCaches();
        world.reconcile("a");

        world.reconcile("user");

        assertThat(world.condition("user", Conditions.SYNCED))
                .as("a is not the only one, and nobody is told what is not known yet")
                .isEqualTo("none");
        assertThat(world.cloud.resources).doesNotContainKey("user");
        world.fillCaches();
        assertThat(world.woken).contains("user");
        world.reconcile("user");
        assertThat(world.condition("user", Conditions.SYNCED)).isEqualTo("False/ReferenceAmbiguous");
    }

    @Test
    void what_is_chosen_is_not_deleted_until_nobody_chooses_it() {
        labelled("a", "db");
        world.inSync("user", ONE);
        world.objects.delete("a");
        world.reconcile("a");
        assertThat(world.condition("a", Conditions.SYNCED)).isEqualTo("False/InUse");
        assertThat(world.message("a", Conditions.SYNCED)).contains("Thing shop/user");
        world.forget();

        world.objects.edit("user", spec -> ((ObjectNode) spec.get("forProvider")).remove("peerRef"));
        world.settle("user");

        assertThat(world.woken).contains("a");
        world.settle("a");
        assertThat(world.objects.exists("a")).isFalse();
    }

    @Test
    void after_a_restart_who_chooses_holds_before_it_is_looked_at() {
        labelled("a", "db");
        world.inSync("user", ONE);
        world.restart();
        world.objects.delete("a");

        world.reconcile("a");

        assertThat(world.condition("a", Conditions.SYNCED)).isEqualTo("False/InUse");
    }

    @Test
    void what_lost_the_label_is_held_until_the_chooser_has_looked_again() {
        labelled("a", "db");
        world.inSync("user", MANY);
        labelled("b", "db");
        world.settle("user");
        world.objects.label("a", "tier", "web");
        world.objects.delete("a");

        world.reconcile("a");
        assertThat(world.condition("a", Conditions.SYNCED))
                .as("the cloud still has it")
                .isEqualTo("False/InUse");
        world.settle("user");
        world.settle("a");

        assertThat(world.cloud.resource("user").parameters.get("peers")).hasToString("[\"arn:b\"]");
        assertThat(world.objects.exists("a")).isFalse();
    }

    @Test
    void labels_that_move_on_do_not_replace_what_cannot_be_changed() {
        labelled("a", "db");
        world.inSync("user", """
                {"region": "eu", "homeRef": {"selector": {"matchLabels": {"tier": "db"}}}}""");
        world.objects.label("a", "tier", "web");
        world.settle("a");
        labelled("b", "db");

        world.forget();

        world.reconcile("user");

        assertThat(world.condition("user", Conditions.SYNCED)).isEqualTo("False/ReplaceRequired");
        assertThat(world.message("user", Conditions.SYNCED)).contains("Thing shop/b in place of shop/a");
        assertThat(world.cloud.mutations()).isZero();
    }

    @Test
    void a_deletion_goes_by_what_was_chosen_then() {
        labelled("a", "db");
        world.inSync("user", ONE);
        world.objects.label("a", "tier", "web");
        world.settle("a");
        labelled("b", "db");
        world.objects.delete("user");

        world.settle("user");

        assertThat(world.cloud.deletedAs.peer()).isEqualTo("arn:a");
    }

    @Test
    void a_secret_value_is_not_shown() {
        labelled("a", "db");
        world.inSync("user", """
                {"region": "eu", "passwordRef": {"name": "a"}}""");

        assertThat(world.status("user").references())
                .containsExactly(new ResolvedReference("passwordRef", "shop/a", null));
    }

    private void labelled(String name, String tier) {
        world.objects.apply(name, PLAIN);
        world.objects.label(name, "tier", tier);
        world.settle(name);
    }
}
