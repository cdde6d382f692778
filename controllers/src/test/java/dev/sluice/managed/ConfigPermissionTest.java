package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kube.Conditions;
import dev.sluice.provider.AllowedNamespaces;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which namespaces may use a provider configuration, and what becomes of objects in the others. */
class ConfigPermissionTest {
    private static final String WANTED = """
            {"region": "eu", "size": 1}""";
    private static final AllowedNamespaces OTHERS = new AllowedNamespaces(List.of("other"), null);
    private static final AllowedNamespaces PRODUCTION =
            new AllowedNamespaces(null, new AllowedNamespaces.Selector(Map.of("stage", "production")));

    private final World world = World.withNamesOfOurOwn();

    @Test
    void a_configuration_that_names_no_namespaces_is_for_all() {
        world.inSync("orders", WANTED);
    }

    @Test
    void a_namespace_that_is_named_may_use_it() {
        world.configuration.allow(new AllowedNamespaces(List.of("other", "shop"), null));
        world.inSync("orders", WANTED);
    }

    @Test
    void a_namespace_that_is_not_named_waits_and_the_cloud_is_not_even_asked() {
        world.configuration.allow(OTHERS);
        world.objects.apply("orders", WANTED);

        world.reconcile("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ProviderConfigNotAllowed");
        assertThat(world.message("orders", Conditions.SYNCED))
                .startsWith("The Configuration default does not allow the namespace shop.")
                .contains("spec.allowedNamespaces");
        assertThat(world.cloud.calls).isEmpty();
        assertThat(world.objects.get("orders").orElseThrow().getFinalizers()).isEmpty();

        world.configuration.allow(null);
        world.settle("orders");
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
    }

    @Test
    void the_labels_of_a_namespace_decide() {
        world.configuration.allow(PRODUCTION);
        world.objects.apply("orders", WANTED);
        for (var labels : List.of(Map.<String, String>of(), Map.of("stage", "test"))) {
            world.namespaceLabels(labels);
            world.reconcile("orders");
            assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ProviderConfigNotAllowed");
        }

        world.namespaceLabels(Map.of("stage", "production", "team", "shop"));
        world.settle("orders");

        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
    }

    @Test
    void a_namespace_of_which_nothing_is_known_is_not_let_in_by_labels() {
        world.configuration.allow(PRODUCTION);
        world.namespaceLabels(null);
        world.objects.apply("orders", WANTED);

        world.reconcile("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ProviderConfigNotAllowed");
    }

    @Test
    void a_restriction_that_was_left_half_written_lets_nobody_in() {
        for (var nobody : List.of(
                new AllowedNamespaces(null, null),
                new AllowedNamespaces(List.of(), null),
                new AllowedNamespaces(null, new AllowedNamespaces.Selector(Map.of())))) {
            assertThat(nobody.admits("shop", () -> java.util.Optional.of(Map.of("any", "label"))))
                    .as(nobody.toString())
                    .isFalse();
        }
    }

    @Test
    void a_permission_that_is_withdrawn_stops_changes_and_what_stands_stays() {
        world.inSync("orders", WANTED);
        world.configuration.allow(OTHERS);
        world.objects.parameter("orders", "size", 2);

        world.reconcile("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ProviderConfigNotAllowed");
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
        assertThat(world.cloud.calls).isEmpty();
    }

    @Test
    void what_was_created_before_may_still_be_deleted() {
        world.inSync("orders", WANTED);
        world.configuration.allow(OTHERS);
        world.objects.delete("orders");

        world.settle("orders");

        assertThat(world.cloud.resources).isEmpty();
        assertThat(world.objects.exists("orders")).isFalse();
    }

    @Test
    void without_permission_nothing_is_deleted_that_does_not_carry_our_tag() {
        world.inSync("orders", WANTED);
        world.cloud.resource("orders").owner = null;
        world.configuration.allow(OTHERS);
        world.objects.delete("orders");

        world.reconcile("orders");

        assertThat(world.cloud.resources).hasSize(1);
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ProviderConfigNotAllowed");

        world.configuration.allow(null);
        world.settle("orders");
        assertThat(world.cloud.resources)
                .as("with permission it is ours by our own record")
                .isEmpty();
    }

    @Test
    void with_a_configuration_that_is_being_deleted_nothing_new_is_built() {
        world.inSync("orders", WANTED);
        world.configuration.getMetadata().setDeletionTimestamp("2026-03-01T10:00:00Z");
        world.objects.apply("payments", WANTED);

        world.reconcile("payments");
        assertThat(world.condition("payments", Conditions.SYNCED)).isEqualTo("False/ProviderConfigNotReady");
        assertThat(world.message("payments", Conditions.SYNCED)).contains("is being deleted");

        world.objects.parameter("orders", "size", 2);
        world.settle("orders");
        assertThat(world.cloud.resource("orders").parameters.get("size").asInt())
                .isEqualTo(2);
    }
}
