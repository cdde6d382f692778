package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Sluice;
import dev.sluice.kube.Conditions;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An object that comes to lead to another account or region leaves nothing behind, and makes nothing twice. */
class LocationTest {
    private static final String WANTED = """
            {"region": "eu", "size": 1}""";

    @ParameterizedTest
    @EnumSource(names = {"DETERMINISTIC", "TAGGED", "BLIND"})
    void another_configuration_of_another_account_stalls_the_object_and_changes_nothing(Kind.Identity identity) {
        var world = new World(identity);
        world.account("other", "222233334444");
        world.inSync("orders", WANTED);

        use(world, "other");
        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/LocationChanged");
        assertThat(world.condition("orders", Conditions.STALLED)).isEqualTo("True/LocationChanged");
        assertThat(world.message("orders", Conditions.STALLED))
                .contains("in 111122223333/eu,", "other", "lead to 222233334444/eu", "Set back", Sluice.LOCATION);
        assertThat(world.cloud.mutations()).isZero();

        use(world, "default");
        world.settle("orders");
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("True/ReconcileSuccess");
        assertThat(world.condition("orders", Conditions.STALLED)).isEqualTo("none");
        assertThat(world.cloud.resources).hasSize(1);
    }

    @Test
    void a_kind_without_tags_is_not_made_twice_when_its_configuration_leads_to_another_account() {
        var world = World.withNamesOfOurOwn();
        world.cloud.tagless = true;
        world.restart();
        world.inSync("orders", WANTED);

        world.account("default", "222233334444");
        world.settle("orders");

        assertThat(world.condition("orders", Conditions.STALLED)).isEqualTo("True/LocationChanged");
        assertThat(world.cloud.calls).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"DETERMINISTIC", "TAGGED", "BLIND"})
    void it_is_not_let_go_there_either(Kind.Identity identity) {
        var world = new World(identity);
        world.inSync("orders", WANTED);
        world.account("default", "222233334444");

        world.objects.delete("orders");
        world.settle("orders");

        assertThat(world.condition("orders", Conditions.STALLED)).isEqualTo("True/LocationChanged");
        assertThat(world.objects.exists("orders")).isTrue();
        assertThat(world.cloud.calls).isEmpty();

        world.account("default", "111122223333");
        world.settle("orders");
        assertThat(world.cloud.resources).isEmpty();
        assertThat(world.objects.exists("orders")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"DETERMINISTIC", "TAGGED", "BLIND"})
    void a_crash_after_the_create_call_does_not_forget_where_it_was_made(Kind.Identity identity) {
        var world = new World(identity);
        world.objects.apply("orders", WANTED);
        world.crashes.at("after create");
        try {
            world.settle("orders");
        } catch (Crashes.Crash crash) {
            world.restart();
        }
        world.forget();
        world.account("default", "222233334444");
        world.settle("orders");

        assertThat(world.condition("orders", Conditions.STALLED)).isEqualTo("True/LocationChanged");
        assertThat(world.cloud.calls).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"DETERMINISTIC", "TAGGED", "BLIND"})
    void what_was_never_made_may_be_made_in_another_account(Kind.Identity identity) {
        var world = new World(identity);
        world.account("other", "222233334444");
        world.objects.apply("orders", WANTED);
        world.cloud.refuses("create", new CloudError.Denied("no"));
        world.reconcile("orders");
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/CloudDenied");

        world.passes(Duration.ofMinutes(1));
        use(world, "other");
        world.settle("orders");

        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
        assertThat(world.cloud.created).isEqualTo(1);
        assertThat(world.objects.get("orders").orElseThrow().annotation(Sluice.LOCATION))
                .isEqualTo("222233334444/eu@other");
    }

    /** Found out with the configuration that led there. */
    @Test
    void what_is_gone_from_the_one_account_is_made_in_the_other() {
        var world = World.withNamesOfOurOwn();
        world.account("other", "222233334444");
        world.inSync("orders", WANTED);
        world.cloud.resources.clear();

        use(world, "other");
        world.settle("orders");

        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
        assertThat(world.cloud.created).isEqualTo(2);
    }

    @Test
    void a_person_who_knows_that_nothing_is_there_any_more_says_so() {
        var world = World.withNamesOfOurOwn();
        world.inSync("orders", WANTED);
        world.cloud.resources.clear();
        world.account("default", "222233334444");
        world.settle("orders");
        assertThat(world.condition("orders", Conditions.STALLED)).isEqualTo("True/LocationChanged");

        world.objects.unannotate("orders", Sluice.LOCATION);
        world.settle("orders");

        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
        assertThat(world.cloud.created).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"DETERMINISTIC", "TAGGED", "BLIND"})
    void another_region_is_a_replacement_and_not_a_second_resource(Kind.Identity identity) {
        var world = new World(identity);
        world.inSync("orders", WANTED);

        world.objects.parameter("orders", "region", "us");
        world.settle("orders");

        assertThat(world.condition("orders", Conditions.STALLED)).isEqualTo("True/ReplaceRequired");
        assertThat(world.message("orders", Conditions.STALLED)).contains("spec.forProvider.region");
        assertThat(world.status("orders").plan().action()).isEqualTo("ReplaceRequired");
        assertThat(world.cloud.mutations()).isZero();
    }

    @Test
    void an_object_that_only_looks_may_look_elsewhere() {
        var world = World.withNamesOfOurOwn();
        world.cloud.byHand("orders", WANTED, null);
        world.objects.apply("orders", WANTED);
        world.objects.policies("orders", "Observe");
        world.settle("orders");

        world.account("default", "222233334444");
        world.settle("orders");

        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
    }

    /** An object of a version that did not write it down. */
    @Test
    void where_it_is_gets_written_down_at_the_next_look() {
        var world = World.withNamesOfOurOwn();
        world.inSync("orders", WANTED);
        world.objects.unannotate("orders", Sluice.LOCATION);

        world.reconcile("orders");

        assertThat(world.objects.get("orders").orElseThrow().annotation(Sluice.LOCATION))
                .isEqualTo("111122223333/eu@default");
    }

    private static void use(World world, String configuration) {
        world.objects.edit("orders", spec -> spec.putObject("providerConfigRef").put("name", configuration));
    }
}
