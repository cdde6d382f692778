package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.kube.Conditions;
import org.junit.jupiter.api.Test;

/** Resources that need what others have to offer. */
class ReferencesTest {
    private static final String PLAIN = """
            {"region": "eu", "size": 1}""";
    private static final String REFERRING = """
            {"region": "eu", "peerRef": {"name": "target"}}""";
    private static final String REFERRING_TO_TWO = """
            {"region": "eu", "peers": ["arn:fixed"], "peerRefs": [{"name": "a"}, {"name": "b"}]}""";

    private final World world = World.withNamesOfOurOwn();

    @Test
    void what_a_reference_names_is_waited_for_and_nothing_is_called() {
        world.objects.apply("user", REFERRING);

        world.reconcile("user");

        assertThat(world.condition("user", Conditions.SYNCED)).isEqualTo("False/ReferencesNotReady");
        assertThat(world.message("user", Conditions.SYNCED))
                .isEqualTo("spec.forProvider.peerRef waits for Thing shop/target to have its arn.");
        assertThat(world.condition("user", Conditions.RECONCILING)).startsWith("True");
        assertThat(world.condition("user", Conditions.READY)).isEqualTo("Unknown/NotObserved");
        assertThat(world.cloud.calls).isEmpty();
    }

    @Test
    void it_is_woken_when_the_output_appears_and_only_then() {
        world.objects.apply("user", REFERRING);
        world.reconcile("user");
        world.objects.apply("bystander", PLAIN);
        world.settle("bystander");
        assertThat(world.woken).isEmpty();

        world.objects.apply("target", PLAIN);
        world.settle("target");
        assertThat(world.woken).containsExactly("user");

        world.settle("user");
        assertThat(world.cloud.resource("user").parameters.get("peer").asText()).isEqualTo("arn:target");
        assertThat(world.condition("user", Conditions.READY)).isEqualTo("True/Available");
    }

    @Test
    void a_target_that_was_there_before_is_not_waited_for() {
        world.inSync("target", PLAIN);

        world.objects.apply("user", REFERRING);
        world.reconcile("user");

        assertThat(world.cloud.resource("user").parameters.get("peer").asText()).isEqualTo("arn:target");
    }

    @Test
    void of_a_list_all_are_waited_for_and_added_to_what_stands_there() {
        world.inSync("a", PLAIN);
        world.objects.apply("user", REFERRING_TO_TWO);
        world.reconcile("user");
        assertThat(world.message("user", Conditions.SYNCED))
                .isEqualTo("spec.forProvider.peerRefs[1] waits for Thing shop/b to have its arn.");

        world.inSync("b", PLAIN);
        world.settle("user");

        assertThat(world.cloud.resource("user").parameters.get("peers"))
                .hasToString("[\"arn:fixed\",\"arn:a\",\"arn:b\"]");
        world.forget();
        world.reconcile("user");
        assertThat(world.cloud.mutations()).as("in sync").isZero();
    }

    @Test
    void a_target_is_not_deleted_while_it_is_referred_to_and_says_by_whom() {
        world.inSync("target", PLAIN);
        world.inSync("user", REFERRING);
        world.objects.delete("target");

        world.reconcile("target");

        assertThat(world.condition("target", Conditions.SYNCED)).isEqualTo("False/InUse");
        assertThat(world.message("target", Conditions.SYNCED)).contains("Thing shop/user");
        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.cloud.resources).containsKey("target");
    }

    @Test
    void it_is_woken_when_the_last_referrer_is_gone_and_then_deleted() {
        world.inSync("target", PLAIN);
        world.inSync("user", REFERRING);
        world.objects.delete("target");
        world.reconcile("target");
        world.forget();

        world.objects.delete("user");
        world.settle("user");
        assertThat(world.woken).containsExactly("target");

        world.settle("target");
        assertThat(world.cloud.resources).isEmpty();
        assertThat(world.objects.exists("target")).isFalse();
    }

    @Test
    void it_is_woken_when_the_reference_is_taken_out() {
        world.inSync("target", PLAIN);
        world.inSync("user", REFERRING);
        world.objects.delete("target");
        world.reconcile("target");
        world.forget();

        world.objects.edit("user", spec -> ((ObjectNode) spec.get("forProvider")).remove("peerRef"));
        world.settle("user");

        assertThat(world.woken).containsExactly("target");
        world.settle("target");
        assertThat(world.objects.exists("target")).isFalse();
    }

    @Test
    void a_referrer_can_be_deleted_although_its_target_is_gone() {
        world.inSync("target", PLAIN);
        world.inSync("user", REFERRING);
        world.restartWithoutCaches();
        world.shared.references().complete();

        world.objects.delete("user");
        world.settle("user");

        assertThat(world.objects.exists("user")).isFalse();
        assertThat(world.cloud.resources).containsOnlyKeys("target");
    }

    @Test
    void after_a_restart_nothing_is_deleted_before_all_referrers_are_known() {
        world.inSync("target", PLAIN);
        world.inSync("user", REFERRING);
        world.restartWithoutCaches();
        world.objects.delete("target");

        world.reconcile("target");
        assertThat(world.condition("target", Conditions.SYNCED)).isEqualTo("False/ReferencesNotRead");
        world.fillCaches();
        world.reconcile("target");

        assertThat(world.condition("target", Conditions.SYNCED)).isEqualTo("False/InUse");
        assertThat(world.cloud.mutations()).isZero();
    }

    @Test
    void after_a_restart_a_target_that_was_not_looked_at_yet_is_no_news() {
        world.inSync("target", PLAIN);
        world.inSync("user", REFERRING);
        world.restartWithoutCaches();

        world.reconcile("user");
        world.fillCaches();
        world.reconcile("user");

        assertThat(world.condition("user", Conditions.SYNCED)).isEqualTo("True/ReconcileSuccess");
        assertThat(world.events).isEmpty();
        assertThat(world.objects.writes).isEmpty();
    }

    @Test
    void what_was_noted_at_the_start_does_not_replace_what_is_known_since() {
        world.inSync("target", PLAIN);
        world.inSync("user", REFERRING);
        var old = world.objects.get("user").orElseThrow();
        world.objects.edit(
                "user",
                spec -> ((ObjectNode) spec.get("forProvider"))
                        .putObject("peerRef")
                        .put("name", "b"));
        world.reconcile("user");

        world.noteAtStart(old);
        world.objects.delete("target");
        world.settle("target");

        assertThat(world.objects.exists("target")).isFalse();
    }

    @Test
    void a_referrer_that_vanished_from_the_cluster_holds_nobody() {
        world.inSync("target", PLAIN);
        world.inSync("user", REFERRING);
        world.objects.delete("target");
        world.reconcile("target");

        world.gone(world.objects.get("user").orElseThrow());

        assertThat(world.woken).contains("target");
    }

    @Test
    void an_object_that_refers_to_itself_can_be_deleted() {
        world.inSync("target", PLAIN);
        world.objects.edit(
                "target",
                spec -> ((ObjectNode) spec.get("forProvider"))
                        .putObject("peerRef")
                        .put("name", "target"));
        world.settle("target");

        world.objects.delete("target");
        world.settle("target");

        assertThat(world.objects.exists("target")).isFalse();
    }

    @Test
    void an_output_that_does_not_change_wakes_nobody() {
        world.inSync("target", PLAIN);
        world.inSync("user", REFERRING);

        world.reconcile("target");

        assertThat(world.woken).isEmpty();
    }

    @Test
    void a_deletion_knows_what_a_reference_was_after_its_target_has_gone() {
        world.inSync("target", PLAIN);
        world.inSync("user", REFERRING);
        world.objects.delete("user");
        world.restartWithoutCaches();
        world.shared.references().complete();

        world.settle("user");

        assertThat(world.cloud.deletedAs).isNotNull();
        assertThat(world.cloud.deletedAs.peer()).isEqualTo("arn:target");
    }
}
