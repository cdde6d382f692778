package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.kube.Conditions;
import dev.sluice.managed.ReferenceIndex.Key;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Resources that wait for each other. */
class ReferenceCyclesTest {
    private final World world = World.withNamesOfOurOwn();

    @Test
    void two_that_refer_to_each_other_say_so_both_and_what_to_do() {
        refersTo("a", "b");
        refersTo("b", "a");
        world.reconcile("a");
        world.reconcile("b");
        assertThat(world.woken).as("it is news for a").contains("a");

        world.reconcile("a");

        assertThat(world.condition("a", Conditions.SYNCED)).isEqualTo("False/ReferenceCycle");
        assertThat(world.message("a", Conditions.SYNCED))
                .startsWith("Thing shop/a → Thing shop/b → Thing shop/a:")
                .contains("Take one of these references out");
        assertThat(world.message("b", Conditions.SYNCED)).startsWith("Thing shop/b → Thing shop/a → Thing shop/b:");
        assertThat(world.cloud.calls).isEmpty();
    }

    @Test
    void they_do_not_wake_each_other_for_ever() {
        refersTo("a", "b");
        refersTo("b", "a");
        for (var name : new String[] {"a", "b", "a"}) {
            world.reconcile(name);
        }
        world.forget();

        world.reconcile("a");
        world.reconcile("b");

        assertThat(world.woken).isEmpty();
    }

    @Test
    void a_reference_that_is_taken_out_ends_it_and_can_be_put_back() {
        refersTo("a", "b");
        refersTo("b", "a");
        world.reconcile("a");
        world.reconcile("b");
        world.reconcile("a");

        world.objects.edit("b", spec -> ((ObjectNode) spec.get("forProvider")).remove("peerRef"));
        world.settle("b");
        world.settle("a");
        world.objects.edit(
                "b",
                spec -> ((ObjectNode) spec.get("forProvider"))
                        .putObject("peerRef")
                        .put("name", "a"));
        world.settle("b");

        assertThat(world.cloud.resource("a").parameters.get("peer").asText()).isEqualTo("arn:b");
        assertThat(world.cloud.resource("b").parameters.get("peer").asText()).isEqualTo("arn:a");
        assertThat(world.condition("b", Conditions.SYNCED)).isEqualTo("True/ReconcileSuccess");
    }

    @Test
    void who_only_waits_for_one_of_them_waits() {
        refersTo("a", "b");
        refersTo("b", "a");
        refersTo("outside", "a");
        world.reconcile("a");
        world.reconcile("b");

        world.reconcile("outside");

        assertThat(world.condition("outside", Conditions.SYNCED)).isEqualTo("False/ReferencesNotReady");
    }

    @Test
    void the_others_are_told_when_a_cycle_becomes_an_ordinary_wait() {
        var cycles = new ReferenceCycles();
        cycles.waits(key(1), Set.of(key(2)));
        cycles.waits(key(2), Set.of(key(1)));
        cycles.waits(key(1), Set.of(key(2)));

        var finding = cycles.waits(key(2), Set.of(key(3)));

        assertThat(finding.cycle()).isEmpty();
        assertThat(finding.affected()).containsExactly(key(1));
    }

    @Test
    void the_search_is_bounded() {
        var cycles = new ReferenceCycles();
        for (int i = 0; i < 5000; i++) {
            cycles.waits(key(i), Set.of(key(i + 1)));
        }

        var finding = cycles.waits(key(5000), Set.of(key(0)));

        assertThat(finding.cycle()).as("longer than anybody looks").isEmpty();
    }

    private static Key key(int i) {
        return new Key("g", "K", "n", "o" + i);
    }

    private void refersTo(String name, String target) {
        world.objects.apply(name, """
                {"region": "eu", "peerRef": {"name": "%s"}}""".formatted(target));
    }
}
