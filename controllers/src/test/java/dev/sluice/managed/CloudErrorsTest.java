package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kube.Conditions;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Observed;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each way in which the cloud says no, and what people read of it. */
class CloudErrorsTest {
    private static final String WANTED = """
            {"region": "eu", "size": 1}""";

    private final World world = World.withNamesOfOurOwn();

    @ParameterizedTest
    @CsvSource({
        "throttled, Throttled, false",
        "denied, CloudDenied, false",
        "conflict, Conflict, false",
        "gone, NotFound, false",
        "transient, CloudUnavailable, false",
        "invalid, Invalid, true",
    })
    void each_error_has_its_reason_and_only_a_hopeless_one_stalls(String which, String reason, boolean stalled) {
        world.objects.apply("orders", WANTED);
        world.cloud.refuses("create", error(which));

        world.reconcile("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/" + reason);
        assertThat(world.condition("orders", Conditions.STALLED)).isEqualTo(stalled ? "True/" + reason : "none");
        assertThat(world.condition("orders", Conditions.RECONCILING)).isEqualTo(stalled ? "none" : "True/" + reason);
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("False/NotCreated");
        assertThat(world.message("orders", Conditions.SYNCED))
                .startsWith("things create: words of the cloud (Code). ")
                .doesNotContain("req-");
        assertThat(world.events).singleElement().satisfies(e -> assertThat(e).startsWith("Warning " + reason));
    }

    @ParameterizedTest
    @EnumSource(names = {"DETERMINISTIC", "TAGGED"})
    void after_every_error_at_every_call_it_ends_well(Kind.Identity identity) {
        for (var operation : new String[] {"read", "find", "create", "update", "delete"}) {
            for (var which : new String[] {"throttled", "denied", "conflict", "gone", "transient", "invalid"}) {
                var each = new World(identity);
                each.cloud.createIsPartial = true;
                each.cloud.refuses(operation, error(which));
                each.objects.apply("orders", """
                        {"region": "eu", "size": 1, "tags": {"a": "b"}}""");
                settleThroughStalls(each);
                assertThat(each.cloud.resources).as("%s %s", operation, which).hasSize(1);
                assertThat(each.condition("orders", Conditions.SYNCED)).isEqualTo("True/ReconcileSuccess");
                assertThat(each.condition("orders", Conditions.STALLED)).isEqualTo("none");

                each.objects.delete("orders");
                settleThroughStalls(each);
                assertThat(each.cloud.resources).as("%s %s", operation, which).isEmpty();
                assertThat(each.objects.exists("orders")).isFalse();
            }
        }
    }

    @Test
    void an_invalid_field_is_named_where_people_wrote_it() {
        world.objects.apply("orders", WANTED);
        world.cloud.refuses("create", new CloudError.Invalid("too large", "size"));

        world.reconcile("orders");

        assertThat(world.message("orders", Conditions.SYNCED)).endsWith("Change spec.forProvider.size.");
    }

    @Test
    void the_same_failure_again_writes_nothing_and_tells_nobody() {
        for (int i = 0; i < 4; i++) {
            world.cloud.refuses("create", new CloudError.Denied("no"));
        }
        world.objects.apply("orders", WANTED);
        world.reconcile("orders");
        world.forget();

        for (int i = 0; i < 3; i++) {
            world.passes(world.reconcile("orders").orElseThrow());
        }

        assertThat(world.cloud.count("create")).isEqualTo(3);
        assertThat(world.objects.writes).isEmpty();
        assertThat(world.events).isEmpty();
    }

    @Test
    void a_resource_that_works_stays_ready_while_the_cloud_cannot_be_asked() {
        world.inSync("orders", WANTED);
        world.cloud.refuses("read", new CloudError.Transient("down"));

        world.reconcile("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/CloudUnavailable");
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
        assertThat(world.status("orders").atProvider().size()).isEqualTo(1);
        assertThat(world.status("orders").outputs().arn()).isEqualTo("arn:orders");
    }

    @Test
    void the_wait_doubles_with_each_failure_and_begins_anew_after_success() {
        world.objects.apply("orders", WANTED);
        for (int i = 0; i < 5; i++) {
            world.cloud.refuses("read", new CloudError.Denied("no"));
        }

        for (int seconds = 1; seconds <= 16; seconds *= 2) {
            assertThat(world.reconcile("orders").orElseThrow())
                    .isBetween(Duration.ofMillis(seconds * 800L), Duration.ofMillis(seconds * 1200L));
        }
        world.settle("orders");
        world.cloud.refuses("read", new CloudError.Denied("no"));
        assertThat(world.reconcile("orders").orElseThrow()).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void one_that_is_throttled_again_and_again_is_not_put_off_for_minutes() {
        world.objects.apply("orders", WANTED);
        for (int i = 0; i < 10; i++) {
            world.cloud.refuses("read", new CloudError.Throttled("slow down", null));
            var again = world.reconcile("orders").orElseThrow();
            assertThat(again).isLessThanOrEqualTo(Duration.ofSeconds(30));
            world.passes(again);
        }
        world.settle("orders");
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
    }

    @Test
    void a_time_that_the_cloud_names_is_kept() {
        world.objects.apply("orders", WANTED);
        world.cloud.refuses("read", new CloudError.Throttled("slow down", Duration.ofSeconds(45)));

        assertThat(world.reconcile("orders").orElseThrow()).isEqualTo(Duration.ofSeconds(45));
        world.forget();
        var again = world.reconcile("orders").orElseThrow();

        assertThat(world.cloud.calls).as("too early: not called").isEmpty();
        assertThat(world.objects.writes).isEmpty();
        assertThat(again).isBetween(Duration.ofSeconds(44), Duration.ofSeconds(45));
        world.passes(again);
        world.settle("orders");
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
    }

    @Test
    void a_provider_configuration_that_is_broken_is_waited_for() {
        world.breakConfiguration("ProviderConfig default does not exist. Create it.");
        world.objects.apply("orders", WANTED);

        world.reconcile("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ProviderConfigNotReady");
        assertThat(world.message("orders", Conditions.SYNCED))
                .isEqualTo("ProviderConfig default does not exist. Create it.");
        assertThat(world.cloud.calls).isEmpty();
    }

    @Test
    void a_broken_object_is_a_condition_and_not_an_exception() {
        world.objects.apply("orders", """
                {"region": "eu"}""");
        world.objects.edit("orders", spec -> spec.putNull("forProvider"));

        var again = world.reconcile("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/InternalError");
        assertThat(again).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "CREATING, False/Creating, True/ReconcileSuccess",
        "UPDATING, True/Available, True/ReconcileSuccess",
        "DELETING, False/Deleting, True/ReconcileSuccess",
        "FAILED, False/Unavailable, False/ExternalResourceFailed",
    })
    void a_resource_at_work_takes_no_orders(Observed.State state, String ready, String synced) {
        world.inSync("orders", WANTED);
        world.cloud.resource("orders").state = state;
        world.objects.parameter("orders", "size", 2);

        var again = world.reconcile("orders").orElseThrow();

        assertThat(world.condition("orders", Conditions.READY)).isEqualTo(ready);
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo(synced);
        assertThat(world.cloud.mutations()).isZero();
        if (state != Observed.State.FAILED) {
            assertThat(again).isLessThanOrEqualTo(Duration.ofSeconds(10));
        }

        world.cloud.resource("orders").state = Observed.State.AVAILABLE;
        world.settle("orders");
        assertThat(world.cloud.resource("orders").parameters.get("size").asInt())
                .isEqualTo(2);
    }

    /** An invalid request is looked at again at the next poll. */
    private static void settleThroughStalls(World world) {
        world.settle("orders");
        if (world.objects.exists("orders")) {
            world.settle("orders");
        }
    }

    private static CloudError error(String which) {
        var words = "words of the cloud";
        return switch (which) {
            case "throttled" -> new CloudError.Throttled(words, null);
            case "denied" -> new CloudError.Denied(words);
            case "conflict" -> new CloudError.Conflict(words);
            case "gone" -> new CloudError.NotFound(words);
            case "transient" -> new CloudError.Transient(words);
            default -> new CloudError.Invalid(words, null);
        };
    }
}
