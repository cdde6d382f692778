package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.ReferenceGrant;
import dev.sluice.kube.Conditions;
import dev.sluice.managed.ReferenceIndex.Key;
import dev.sluice.managed.ReferenceIndex.Links;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** References into another namespace, and those from there. */
class ForeignReferencesTest {
    private static final String GROUP = "things.test.sluice.dev";
    private static final String PLAIN = """
            {"region": "eu", "size": 1}""";
    private static final String NAMED = """
            {"region": "eu", "peerRef": {"name": "main", "namespace": "net"}}""";
    private static final String CHOSEN = """
            {"region": "eu", "peerRef": {"selector": {"matchLabels": {"tier": "db"}}, "namespace": "net"}}""";

    private final World world = World.withNamesOfOurOwn();

    @Test
    void without_a_grant_it_says_which_is_missing_and_not_whether_the_target_exists() {
        world.objects.apply("user", NAMED);
        world.reconcile("user");
        var without = world.message("user", Conditions.SYNCED);

        there("main", Map.of());
        world.reconcile("user");

        assertThat(world.condition("user", Conditions.SYNCED)).isEqualTo("False/ReferenceNotGranted");
        assertThat(world.message("user", Conditions.SYNCED))
                .isEqualTo(without)
                .contains("from {group: things.test.sluice.dev, kind: Thing, namespace: shop}")
                .contains("to {group: things.test.sluice.dev, kind: Thing, name: main}");
        assertThat(world.woken).as("not by what it may not see").isEmpty();
        assertThat(world.cloud.calls).isEmpty();
    }

    @Test
    void a_grant_that_appears_wakes_it() {
        there("main", Map.of());
        world.objects.apply("user", NAMED);
        world.reconcile("user");

        grants().onAdd(grant("shop", null));

        assertThat(world.woken).containsExactly("user");
        world.settle("user");
        assertThat(world.cloud.resource("user").parameters.get("peer").asText()).isEqualTo("arn:net/main");
        assertThat(world.status("user").references())
                .singleElement()
                .satisfies(r -> assertThat(r.object()).isEqualTo("net/main"));
    }

    @Test
    void a_grant_is_for_the_namespace_kind_and_name_it_names() {
        there("main", Map.of());
        world.objects.apply("user", NAMED);
        grants().onAdd(grant("elsewhere", null));
        world.reconcile("user");
        assertThat(world.condition("user", Conditions.SYNCED)).isEqualTo("False/ReferenceNotGranted");

        grants().onUpdate(grant("elsewhere", null), grant("shop", "other"));
        world.reconcile("user");
        assertThat(world.condition("user", Conditions.SYNCED)).isEqualTo("False/ReferenceNotGranted");

        grants().onUpdate(grant("shop", "other"), grant("shop", "main"));
        world.settle("user");
        assertThat(world.condition("user", Conditions.READY)).isEqualTo("True/Available");
    }

    @Test
    void labels_choose_among_what_is_granted_only() {
        there("main", Map.of("tier", "db"));
        there("private", Map.of("tier", "db"));
        grants().onAdd(grant("shop", "main"));

        world.inSync("user", CHOSEN);

        assertThat(world.cloud.resource("user").parameters.get("peer").asText()).isEqualTo("arn:net/main");
    }

    @Test
    void a_grant_that_goes_changes_nothing_in_the_cloud_and_lets_nothing_be_changed() {
        there("main", Map.of());
        grants().onAdd(grant("shop", null));
        world.inSync("user", NAMED);

        grants().onDelete(grant("shop", null), false);
        assertThat(world.woken).containsExactly("user");
        world.objects.parameter("user", "size", 5);
        world.reconcile("user");

        assertThat(world.condition("user", Conditions.SYNCED)).isEqualTo("False/ReferenceNotGranted");
        assertThat(world.message("user", Conditions.SYNCED)).contains("nothing is changed in the cloud");
        assertThat(world.condition("user", Conditions.READY)).isEqualTo("True/Available");
        assertThat(world.status("user").references()).hasSize(1);
        assertThat(world.cloud.mutations()).isZero();
    }

    @Test
    void what_is_no_longer_granted_can_still_be_deleted() {
        there("main", Map.of());
        grants().onAdd(grant("shop", null));
        world.inSync("user", NAMED);
        grants().onDelete(grant("shop", null), false);

        world.objects.delete("user");
        world.settle("user");

        assertThat(world.objects.exists("user")).isFalse();
        assertThat(world.cloud.deletedAs.peer()).isEqualTo("arn:net/main");
    }

    @Test
    void a_wish_without_a_grant_holds_nobody_and_a_value_in_use_does() {
        world.objects.apply("user", NAMED);
        world.reconcile("user");
        var main = there("main", Map.of());
        assertThat(index().holders(main)).isEmpty();

        grants().onAdd(grant("shop", null));
        world.settle("user");
        grants().onDelete(grant("shop", null), false);
        world.reconcile("user");

        assertThat(index().holders(main)).extracting(Key::name).containsExactly("user");
    }

    @Test
    void holders_of_other_namespaces_are_counted_and_named_only_where_they_are_granted() {
        world.inSync("target", PLAIN);
        var target = new Key(GROUP, "Thing", "shop", "target");
        for (var namespace : List.of("a", "b", "c")) {
            index().refers(
                            new Key(GROUP, "Thing", namespace, "user"),
                            new Links(Set.of(target), Set.of(), Set.of("shop")));
        }
        var grant = grant("a", null);
        grant.getMetadata().setNamespace("shop");
        grants().onAdd(grant);
        world.objects.delete("target");

        world.reconcile("target");

        assertThat(world.condition("target", Conditions.SYNCED)).isEqualTo("False/InUse");
        assertThat(world.message("target", Conditions.SYNCED))
                .contains("that is still Thing a/user and 2 objects of other namespaces.");
    }

    private ReferenceIndex index() {
        return world.shared.references();
    }

    private Grants grants() {
        return index().grants();
    }

    /** A Thing of the namespace {@code net}, whose arn is known. */
    private Key there(String name, Map<String, String> labels) {
        var key = new Key(GROUP, "Thing", "net", name);
        index().present(key, labels);
        index().publish(key, Json.object("{\"arn\": \"arn:net/%s\"}".formatted(name)));
        return key;
    }

    /** Lets Things of {@code from} refer to Things of {@code net}, or to one of them. */
    private static ReferenceGrant grant(String from, String name) {
        var grant = new ReferenceGrant();
        grant.setMetadata(
                new ObjectMetaBuilder().withNamespace("net").withName("grant").build());
        grant.setSpec(new ReferenceGrant.Spec(
                List.of(new ReferenceGrant.From(GROUP, "Thing", from)),
                List.of(new ReferenceGrant.To(GROUP, "Thing", name))));
        return grant;
    }
}
