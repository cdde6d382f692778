package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Sluice;
import dev.sluice.kube.Conditions;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.Kind;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Killed at any step, and once more at any step of the recovery, a reconciliation ends as if it had run through: one
 * resource as wanted, or none after a deletion.
 *
 * <p>The steps are before and after every cloud call, every setting of an update, and every write to the API server.
 */
class CrashSafetyTest {
    private static final String WANTED = """
            {"region": "eu", "size": 1, "color": "red", "tags": {"team": "shop"}, "password": "s3cret"}""";

    @ParameterizedTest
    @EnumSource(names = {"DETERMINISTIC", "TAGGED"})
    void a_creation_ends_with_one_resource(Kind.Identity identity) {
        everyCrash(
                identity,
                world -> world.objects.apply("orders", WANTED),
                CrashSafetyTest::exactlyOneAsWanted,
                Crashed.TWICE);
    }

    @ParameterizedTest
    @EnumSource(names = {"DETERMINISTIC", "TAGGED", "BLIND"})
    void an_update_ends_with_the_resource_as_wanted(Kind.Identity identity) {
        everyCrash(
                identity,
                world -> {
                    world.inSync("orders", WANTED);
                    world.objects.parameter("orders", "size", 2);
                    world.objects.parameter("orders", "color", "blue");
                },
                CrashSafetyTest::exactlyOneAsWanted,
                Crashed.TWICE);
    }

    @ParameterizedTest
    @EnumSource(names = {"DETERMINISTIC", "TAGGED", "BLIND"})
    void a_drift_ends_corrected_and_on_record(Kind.Identity identity) {
        everyCrash(
                identity,
                world -> {
                    world.inSync("orders", WANTED);
                    world.cloud.resources.values().forEach(r -> r.parameters.put("size", 99));
                },
                world -> {
                    exactlyOneAsWanted(world);
                    assertThat(world.drift("orders")).as("drift").hasSize(1);
                },
                Crashed.TWICE);
    }

    @ParameterizedTest
    @EnumSource(names = {"DETERMINISTIC", "TAGGED", "BLIND"})
    void a_deletion_ends_with_nothing_left(Kind.Identity identity) {
        everyCrash(
                identity,
                world -> {
                    world.inSync("orders", WANTED);
                    world.objects.delete("orders");
                },
                world -> {
                    assertThat(world.cloud.resources).as("in the cloud").isEmpty();
                    assertThat(world.objects.exists("orders")).as("object").isFalse();
                },
                Crashed.TWICE);
    }

    /** The object is wanted no more before anybody knows what the create call did. */
    @ParameterizedTest
    @EnumSource(names = {"DETERMINISTIC", "TAGGED"})
    void an_object_deleted_after_a_crash_in_its_creation_leaves_nothing(Kind.Identity identity) {
        everyCrash(
                identity,
                world -> world.objects.apply("orders", WANTED),
                world -> {
                    world.objects.delete("orders");
                    world.settle("orders");
                    assertThat(world.cloud.resources).as("in the cloud").isEmpty();
                    assertThat(world.objects.exists("orders")).as("object").isFalse();
                },
                Crashed.BEFORE_THE_CHECK);
    }

    @Test
    void an_object_deleted_after_a_crash_under_its_new_name_leaves_nothing() {
        everyCrash(
                Kind.Identity.DETERMINISTIC,
                world -> {
                    world.inSync("orders", WANTED);
                    world.cloud.resources.clear();
                    world.objects.annotate("orders", Sluice.EXTERNAL_NAME, "invoices");
                },
                world -> {
                    world.objects.delete("orders");
                    world.settle("orders");
                    assertThat(world.cloud.resources).as("in the cloud").isEmpty();
                },
                Crashed.BEFORE_THE_CHECK);
    }

    @Test
    void an_object_deleted_while_nobody_knows_what_was_made_stays_until_somebody_does() {
        var world = new World(Kind.Identity.BLIND);
        world.objects.apply("orders", WANTED);
        world.cloud.losesTheAnswer("create");
        world.settle("orders");

        world.objects.delete("orders");
        world.settle("orders");
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/CreateOutcomeUnknown");

        world.objects.annotate("orders", Sluice.EXTERNAL_NAME, "id-1");
        world.settle("orders");
        assertThat(world.cloud.resources).isEmpty();
        assertThat(world.objects.exists("orders")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "DETERMINISTIC, Adopt",
        "DETERMINISTIC, AdoptOrCreate",
        "TAGGED, Adopt",
        "TAGGED, AdoptOrCreate",
        "BLIND, Adopt"
    })
    void an_adoption_ends_with_the_one_resource_that_was_there(Kind.Identity identity, String policy) {
        everyCrash(
                identity,
                world -> {
                    world.cloud.byHand("vpc-1", """
                            {"region": "eu", "size": 7, "tags": {"team": "shop"}}""", null);
                    world.passes(FakeCloud.TAGS_ARE_FOUND_AFTER);
                    world.objects.apply("orders", WANTED);
                    var byTags = identity == Kind.Identity.TAGGED;
                    world.objects.adoption("orders", policy, byTags ? Map.of("team", "shop") : Map.of());
                    if (!byTags) {
                        world.objects.annotate("orders", Sluice.EXTERNAL_NAME, "vpc-1");
                    }
                },
                world -> {
                    exactlyOneAsWanted(world);
                    assertThat(world.cloud.resources).containsOnlyKeys("vpc-1");
                    assertThat(world.cloud.created).as("created").isZero();
                    assertThat(world.drift("orders")).as("drift").isEmpty();
                },
                Crashed.TWICE);
    }

    /** The tags that say what to adopt are those of what is created: our own is not taken for somebody's. */
    @Test
    void a_creation_that_an_adoption_would_find_again_ends_with_one_resource() {
        everyCrash(
                Kind.Identity.TAGGED,
                world -> {
                    world.cloud.createIsPartial = false;
                    world.objects.apply("orders", WANTED);
                    world.objects.adoption("orders", "AdoptOrCreate", Map.of("team", "shop"));
                },
                world -> {
                    exactlyOneAsWanted(world);
                    assertThat(world.events("Adopted")).isEmpty();
                },
                Crashed.TWICE);
    }

    @Test
    void a_cloud_that_says_no_leaves_no_doubt_that_nothing_was_made() {
        var world = new World(Kind.Identity.BLIND);
        world.objects.apply("orders", WANTED);
        world.cloud.refuses("create", new CloudError.Throttled("slow down", null));
        world.cloud.refuses("create", new CloudError.Denied("no"));

        world.settle("orders");

        exactlyOneAsWanted(world);
        assertThat(world.cloud.created).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"DETERMINISTIC", "TAGGED"})
    void a_resource_that_somebody_deleted_is_made_once_more_and_not_twice(Kind.Identity identity) {
        everyCrash(
                identity,
                world -> {
                    world.inSync("orders", WANTED);
                    world.cloud.resources.clear();
                },
                CrashSafetyTest::exactlyOneAsWanted,
                Crashed.TWICE);
    }

    @Test
    void a_resource_without_a_tag_that_somebody_deleted_is_made_again_only_once() {
        everyCrash(
                Kind.Identity.BLIND,
                world -> {
                    world.inSync("orders", WANTED);
                    world.cloud.resources.clear();
                },
                world -> {
                    assertThat(world.cloud.created).isLessThanOrEqualTo(2);
                    if (!world.condition("orders", Conditions.SYNCED).equals("False/CreateOutcomeUnknown")) {
                        exactlyOneAsWanted(world);
                    }
                },
                Crashed.TWICE);
    }

    @Test
    void a_cloud_without_names_and_tags_is_never_asked_twice_to_create() {
        var unknown = everyCrash(
                Kind.Identity.BLIND,
                world -> world.objects.apply("orders", WANTED),
                world -> {
                    assertThat(world.cloud.count("create")).as("create calls").isLessThanOrEqualTo(1);
                    if (world.condition("orders", Conditions.SYNCED).equals("False/CreateOutcomeUnknown")) {
                        assertThat(world.condition("orders", Conditions.STALLED))
                                .startsWith("True");
                        assertThat(world.message("orders", Conditions.SYNCED))
                                .contains(Sluice.EXTERNAL_NAME)
                                .contains(Sluice.CREATE_INTENT);
                    } else {
                        exactlyOneAsWanted(world);
                    }
                },
                Crashed.TWICE);

        assertThat(unknown).as("runs that ended with an unknown outcome").isPositive();
    }

    @Test
    void a_person_resolves_an_unknown_outcome_by_naming_the_resource() {
        var world = new World(Kind.Identity.BLIND);
        world.objects.apply("orders", WANTED);
        world.cloud.losesTheAnswer("create");
        world.settle("orders");
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/CreateOutcomeUnknown");

        world.objects.annotate("orders", Sluice.EXTERNAL_NAME, "id-1");
        world.settle("orders");

        exactlyOneAsWanted(world);
    }

    @Test
    void a_person_resolves_an_unknown_outcome_by_asking_for_a_creation() {
        var world = new World(Kind.Identity.BLIND);
        world.objects.apply("orders", WANTED);
        world.crashes.at("before create");
        crashed(world);
        world.restart();
        world.settle("orders");
        assertThat(world.cloud.resources).as("killed before the call").isEmpty();
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/CreateOutcomeUnknown");

        world.objects.unannotate("orders", Sluice.CREATE_INTENT);
        world.settle("orders");

        exactlyOneAsWanted(world);
    }

    @ParameterizedTest
    @EnumSource(names = {"DETERMINISTIC", "TAGGED"})
    void a_create_call_whose_answer_is_lost_makes_one_resource(Kind.Identity identity) {
        var world = new World(identity);
        world.objects.apply("orders", WANTED);
        world.cloud.losesTheAnswer("create");

        world.settle("orders");

        exactlyOneAsWanted(world);
        assertThat(world.cloud.created).isEqualTo(1);
    }

    /** The intent's time belongs to the call it precedes, not to the first of many. */
    @Test
    void a_crash_after_a_late_create_call_leaves_one_resource() {
        var world = new World(Kind.Identity.TAGGED);
        world.objects.apply("orders", WANTED);
        for (int i = 0; i < 6; i++) {
            world.cloud.refuses("create", new CloudError.Denied("no"));
            world.passes(world.reconcile("orders").orElseThrow());
        }
        world.crashes.at("after create");
        assertThat(crashed(world)).isEqualTo("after create");

        world.restart();
        world.settle("orders");

        exactlyOneAsWanted(world);
        assertThat(world.cloud.created).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"DETERMINISTIC", "TAGGED", "BLIND"})
    void an_old_version_of_the_object_in_the_cache_creates_nothing_a_second_time(Kind.Identity identity) {
        var world = new World(identity);
        world.objects.apply("orders", WANTED);
        var old = world.objects.get("orders").orElseThrow();
        world.settle("orders");

        world.reconcile(old);

        assertThat(world.cloud.created).isEqualTo(1);
    }

    private enum Crashed {
        /** Once on the way, and once more in the recovery. */
        TWICE,
        /** Once on the way; what follows is the check's business. */
        BEFORE_THE_CHECK
    }

    /** Returns how often a person was left to find out what happened. */
    private static int everyCrash(
            Kind.Identity identity, Consumer<World> prepare, Consumer<World> check, Crashed crashed) {
        var unknown = 0;
        for (int first = 0; ; first++) {
            var second = 0;
            boolean crashedAgain;
            do {
                var world = prepared(identity, prepare);
                world.crashes.at(first);
                var where = crashed(world);
                if (where == null) {
                    check.accept(world);
                    assertThat(first).as("steps").isGreaterThan(4);
                    return unknown;
                }
                world.restart();
                crashedAgain = false;
                if (crashed == Crashed.TWICE) {
                    world.crashes.at(second++);
                    var again = crashed(world);
                    if (again != null) {
                        crashedAgain = true;
                        where += ", and " + again;
                        world.restart();
                        world.settle("orders");
                    }
                }
                try {
                    check.accept(world);
                } catch (AssertionError e) {
                    throw new AssertionError("killed " + where, e);
                }
                if (world.objects.exists("orders")
                        && world.condition("orders", Conditions.SYNCED).endsWith("CreateOutcomeUnknown")) {
                    unknown++;
                }
            } while (crashedAgain);
        }
    }

    private static World prepared(Kind.Identity identity, Consumer<World> prepare) {
        var world = new World(identity);
        world.cloud.createIsPartial = true;
        prepare.accept(world);
        return world;
    }

    /** Where the process was killed; null where it ran through. */
    private static String crashed(World world) {
        try {
            world.settle("orders");
            world.crashes.disarm();
            return null;
        } catch (Crashes.Crash crash) {
            return crash.getMessage();
        }
    }

    private static void exactlyOneAsWanted(World world) {
        assertThat(world.cloud.resources).as("in the cloud").hasSize(1);
        var resource = world.cloud.resources.values().iterator().next();
        var wanted = world.objects.get("orders").orElseThrow().getSpec().forProvider();
        assertThat(Json.value(resource.parameters, Thing.Parameters.class)).isEqualTo(wanted);
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("True/ReconcileSuccess");
        assertThat(world.objects.get("orders").orElseThrow().getMetadata().getFinalizers())
                .containsExactly(Sluice.FINALIZER);
    }
}
