package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kube.Conditions;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Observed;
import org.junit.jupiter.api.Test;

/** Parameters that a resource is created with and that are left to others from then on. */
class InitProviderTest {
    private static final String WANTED = """
            {"region": "eu", "tags": {"team": "shop"}}""";
    private static final String INITIALLY = """
            {"size": 3, "color": "red", "tags": {"team": "nobody", "stage": "new"}}""";

    private World world = World.withNamesOfOurOwn();

    @Test
    void a_resource_is_created_with_them_and_a_field_in_both_is_forProviders() {
        created();

        var parameters = world.cloud.resource("orders").parameters;
        assertThat(parameters.get("size").asInt()).isEqualTo(3);
        assertThat(parameters.get("color").asText()).isEqualTo("red");
        assertThat(parameters.at("/tags/team").asText()).isEqualTo("shop");
        assertThat(parameters.at("/tags/stage").asText()).isEqualTo("new");
    }

    @Test
    void from_then_on_what_others_make_of_them_stands() {
        created();
        othersTakeOver();

        world.settle("orders");

        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.drift("orders")).isEmpty();
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("True/ReconcileSuccess");
    }

    @Test
    void an_update_of_other_fields_does_not_undo_it() {
        created();
        othersTakeOver();
        world.objects.parameter("orders", "peer", "arn:peer");

        world.settle("orders");

        var parameters = world.cloud.resource("orders").parameters;
        assertThat(parameters.get("peer").asText()).isEqualTo("arn:peer");
        assertThat(parameters.get("size").asInt()).isEqualTo(8);
        assertThat(parameters.has("color")).isFalse();
        assertThat(parameters.at("/tags/stage").asText()).isEqualTo("old");
    }

    @Test
    void what_forProvider_says_is_put_back_as_ever() {
        created();
        world.cloud.change("orders", p -> p.withObjectProperty("tags").put("team", "thieves"));

        world.settle("orders");

        assertThat(world.cloud.resource("orders").parameters.at("/tags/team").asText())
                .isEqualTo("shop");
    }

    @Test
    void what_the_create_call_cannot_say_is_added_by_an_update_however_late() {
        world.cloud.createIsPartial = true;
        wanted();
        world.cloud.refuses("update", new CloudError.Transient("later"));

        world.reconcile("orders");
        assertThat(world.status("orders").initializing()).isTrue();
        world.restart();
        world.settle("orders");

        assertThat(world.cloud.resource("orders").parameters.at("/tags/stage").asText())
                .isEqualTo("new");
        assertThat(world.status("orders").initializing()).isNull();
    }

    @Test
    void also_after_the_process_was_killed_behind_the_create_call() {
        world.cloud.createIsPartial = true;
        wanted();
        world.crashes.at("after create");
        try {
            world.settle("orders");
        } catch (Crashes.Crash expected) {
            world.restart();
        }
        world.settle("orders");

        assertThat(world.cloud.resource("orders").parameters.at("/tags/stage").asText())
                .isEqualTo("new");
    }

    @Test
    void a_resource_that_takes_its_time_is_completed_when_it_is_there() {
        world.cloud.createIsPartial = true;
        wanted();
        world.objects.afterWrite =
                what -> world.cloud.resources.values().forEach(r -> r.state = Observed.State.AVAILABLE);
        world.settle("orders");

        assertThat(world.cloud.resource("orders").parameters.at("/tags/stage").asText())
                .isEqualTo("new");
    }

    @Test
    void an_adopted_resource_was_not_created_with_them() {
        world.cloud.byHand("orders", """
                {"region": "eu", "size": 7}""", null);
        wanted();
        world.objects.adoption("orders", "AdoptOrCreate", java.util.Map.of());

        world.settle("orders");

        var parameters = world.cloud.resource("orders").parameters;
        assertThat(parameters.get("size").asInt()).isEqualTo(7);
        assertThat(parameters.has("color")).isFalse();
        assertThat(parameters.at("/tags/team").asText()).isEqualTo("shop");
    }

    @Test
    void one_that_is_made_anew_is_made_with_them_again() {
        created();
        world.cloud.resources.clear();

        world.settle("orders");

        assertThat(world.cloud.resource("orders").parameters.get("size").asInt())
                .isEqualTo(3);
    }

    @Test
    void a_reference_is_waited_for_to_create_and_not_afterwards() {
        world.objects.apply("orders", WANTED);
        world.objects.initially("orders", """
                {"peerRef": {"name": "billing"}}""");
        world.reconcile("orders");
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ReferencesNotReady");
        assertThat(world.message("orders", Conditions.SYNCED)).contains("spec.initProvider.peerRef");
        assertThat(world.cloud.created).isZero();

        world.inSync("billing", WANTED);
        world.settle("orders");
        assertThat(world.cloud.resource("orders").parameters.get("peer").asText())
                .isEqualTo("arn:billing");

        world.cloud.change("orders", p -> p.put("peer", "arn:another"));
        world.forget();
        world.settle("orders");
        assertThat(world.cloud.mutations()).isZero();
    }

    @Test
    void a_field_that_is_none_is_refused_with_its_path() {
        world.objects.apply("orders", WANTED);
        world.objects.initially("orders", """
                {"sise": 3}""");

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/InitProviderInvalid");
        assertThat(world.message("orders", Conditions.SYNCED)).contains("spec.initProvider.sise");
        assertThat(world.cloud.created).isZero();
    }

    @Test
    void so_is_a_value_of_another_form_without_being_repeated() {
        world.objects.apply("orders", WANTED);
        world.objects.initially("orders", """
                {"password": {"s3cret": "s3cret"}}""");

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/InitProviderInvalid");
        assertThat(world.message("orders", Conditions.SYNCED))
                .contains("spec.initProvider.password")
                .doesNotContain("s3cret");
    }

    @Test
    void an_object_that_has_become_wrong_can_be_deleted() {
        created();
        world.objects.initially("orders", """
                {"sise": 3}""");
        world.objects.delete("orders");

        world.settle("orders");

        assertThat(world.objects.exists("orders")).isFalse();
        assertThat(world.cloud.resources).isEmpty();
    }

    @Test
    void a_policy_does_not_see_the_secrets_among_them() {
        world.objects.apply("orders", WANTED);
        world.objects.initially("orders", """
                {"password": "s3cret"}""");

        world.settle("orders");

        assertThat(world.cloud.resource("orders").parameters.get("password").asText())
                .isEqualTo("s3cret");
        assertThat(world.judged)
                .isNotEmpty()
                .allSatisfy(change -> assertThat(change.toString()).doesNotContain("s3cret"));
        assertThat(ManagedControllers.JSON.valueToTree(world.status("orders")).toString())
                .doesNotContain("s3cret");
    }

    @Test
    void where_the_cloud_chooses_names_it_is_the_same() {
        world = new World(Kind.Identity.TAGGED);
        created();
        world.cloud.change("id-1", p -> p.put("size", 8));
        world.settle("orders");
        assertThat(world.cloud.mutations()).isZero();
    }

    private void wanted() {
        world.objects.apply("orders", WANTED);
        world.objects.initially("orders", INITIALLY);
    }

    private void created() {
        wanted();
        world.settle("orders");
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
        world.forget();
    }

    private void othersTakeOver() {
        world.cloud.change("orders", p -> {
            p.put("size", 8).remove("color");
            p.withObjectProperty("tags").put("stage", "old");
        });
    }
}
