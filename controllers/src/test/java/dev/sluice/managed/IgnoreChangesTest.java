package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.FieldChange;
import dev.sluice.api.managed.DriftRecord;
import dev.sluice.api.managed.IgnoredDifference;
import dev.sluice.kube.Conditions;
import dev.sluice.provider.CloudError;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What spec.ignoreChanges leaves as it is found, until when, and that nobody is left in the dark about it. */
class IgnoreChangesTest {
    private static final String WANTED = """
            {"region": "eu", "size": 1, "tags": {"team": "shop", "stage": "test"}}""";
    private static final String SIZE = """
            {"path": "size", "reason": "set by the autoscaler"}""";
    private static final String TEAM = """
            {"path": "tags[team]", "reason": "set by the cost centre"}""";

    private final World world = World.withNamesOfOurOwn();

    @Test
    void what_is_ignored_is_neither_corrected_nor_drift_and_shown_with_its_reason() {
        ignoring(SIZE);
        world.cloud.change("orders", p -> p.put("size", 5));

        world.settle("orders");

        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.drift("orders")).isEmpty();
        assertThat(world.events).isEmpty();
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("True/ReconcileSuccess");
        assertThat(world.message("orders", Conditions.SYNCED)).contains("spec.ignoreChanges", "size");
        assertThat(world.status("orders").plan().action()).isEqualTo("None");
        assertThat(world.status("orders").plan().ignored()).singleElement().satisfies(ignored -> {
            assertThat(ignored.reason()).isEqualTo("set by the autoscaler");
            assertThat(ignored.change().path()).isEqualTo("size");
            assertThat(ignored.change().before().asInt()).isEqualTo(5);
            assertThat(ignored.change().after().asInt()).isEqualTo(1);
        });
    }

    @Test
    void nothing_is_written_while_nothing_changes() {
        ignoring(SIZE);
        world.cloud.change("orders", p -> p.put("size", 5));
        world.settle("orders");
        world.forget();

        world.passes(world.reconcile("orders").orElseThrow());
        world.reconcile("orders");

        assertThat(world.objects.writes).isEmpty();
    }

    @Test
    void a_wish_for_an_ignored_field_is_not_carried_out_either() {
        ignoring(SIZE);
        world.objects.parameter("orders", "size", 2);

        world.settle("orders");

        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.status("orders").plan().ignored())
                .extracting(i -> i.change().reason())
                .containsExactly(FieldChange.Reason.SPEC);
    }

    @Test
    void an_update_of_other_fields_keeps_the_clouds_values() {
        ignoring(SIZE, TEAM);
        world.cloud.change("orders", p -> {
            p.put("size", 5);
            p.withObjectProperty("tags").put("team", "billing").put("stage", "prod");
        });

        world.settle("orders");

        var parameters = world.cloud.resource("orders").parameters;
        assertThat(parameters.get("size").asInt()).isEqualTo(5);
        assertThat(parameters.at("/tags/team").asText()).isEqualTo("billing");
        assertThat(parameters.at("/tags/stage").asText()).as("corrected").isEqualTo("test");
        assertThat(world.judged)
                .singleElement()
                .satisfies(change ->
                        assertThat(change.diff()).extracting(FieldChange::path).containsExactly("tags[stage]"));
        assertThat(world.status("orders").plan().ignored())
                .extracting(i -> i.change().path())
                .containsExactly("size", "tags[team]");
    }

    @Test
    void a_field_that_somebody_removes_stays_removed() {
        ignoring(TEAM);
        world.cloud.change("orders", p -> p.withObjectProperty("tags").remove("team"));
        world.objects.parameter("orders", "size", 2);

        world.settle("orders");

        assertThat(world.cloud.resource("orders").parameters.at("/tags").has("team"))
                .isFalse();
        assertThat(world.cloud.resource("orders").parameters.get("size").asInt())
                .isEqualTo(2);
    }

    @Test
    void the_whole_covers_what_is_below_it() {
        ignoring("""
                {"path": "tags", "reason": "theirs"}""");
        world.cloud.change("orders", p -> p.putObject("tags").put("x", "y"));

        world.settle("orders");

        assertThat(world.cloud.mutations()).isZero();
    }

    @Test
    void on_creation_it_is_sent_even_in_a_second_call() {
        world.cloud.createIsPartial = true;
        world.objects.apply("orders", WANTED);
        world.objects.ignore("orders", SIZE, TEAM);
        world.cloud.refuses("update", new CloudError.Transient("later"));

        world.settle("orders");

        var parameters = world.cloud.resource("orders").parameters;
        assertThat(parameters.get("size").asInt()).isEqualTo(1);
        assertThat(parameters.at("/tags/team").asText()).isEqualTo("shop");
    }

    @Test
    void one_that_could_only_be_replaced_does_not_ask_for_it() {
        ignoring("""
                {"path": "region", "reason": "moved by hand"}""");
        world.cloud.change("orders", p -> p.put("region", "us"));

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("True/ReconcileSuccess");
    }

    @Test
    void it_is_looked_at_again_when_its_time_is_over_and_is_corrected_as_drift() {
        var end = ignoringForAnHour();
        world.passes(Duration.ofMinutes(30));
        world.cloud.change("orders", p -> p.put("size", 5));
        world.settle("orders");
        assertThat(world.cloud.mutations()).isZero();

        world.passes(Duration.between(world.now(), end.minusSeconds(90)));
        var left = Duration.between(world.now(), end);
        assertThat(world.reconcile("orders").orElseThrow()).isEqualTo(left);
        world.passes(left);
        world.settle("orders");

        assertThat(world.cloud.resource("orders").parameters.get("size").asInt())
                .isEqualTo(1);
        assertThat(world.drift("orders"))
                .singleElement()
                .satisfies(record -> assertThat(record.outcome()).isEqualTo(DriftRecord.Outcome.Corrected));
        assertThat(world.status("orders").plan().ignored()).isNull();
    }

    @Test
    void where_drift_is_only_detected_it_is_detected_then() {
        ignoringForAnHour();
        world.objects.mode("orders", "driftMode", "Detect");
        world.cloud.change("orders", p -> p.put("size", 5));
        world.settle("orders");

        world.passes(Duration.ofHours(2));
        world.settle("orders");

        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.drift("orders")).hasSize(1);
    }

    @Test
    void another_reason_is_shown_at_once() {
        ignoring(SIZE);
        world.cloud.change("orders", p -> p.put("size", 5));
        world.settle("orders");

        world.objects.ignore("orders", """
                {"path": "size", "reason": "incident 8"}""");
        world.settle("orders");

        assertThat(world.status("orders").plan().ignored())
                .extracting(IgnoredDifference::reason)
                .containsExactly("incident 8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'path': 'sise', 'reason': 'r'}; spec.ignoreChanges[1].path",
                "{'path': 'peerRef', 'reason': 'r'}; spec.ignoreChanges[1].path",
                "{'path': 'size', 'reason': ' '}; spec.ignoreChanges[1].reason",
                "{'path': 'size'}; spec.ignoreChanges[1].reason",
                "{'path': 'size', 'reason': 'r', 'until': 'tomorrow'}; spec.ignoreChanges[1].until",
                "{'path': 'size', 'reason': 'r', 'until': '2026-03-01T12:00:00'}; spec.ignoreChanges[1].until"
            })
    void an_entry_that_means_nothing_stops_everything_and_says_where(String entry, String place) {
        ignoring();
        world.objects.ignore("orders", TEAM, entry.replace('\'', '"'));
        world.objects.parameter("orders", "size", 2);

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/IgnoreChangesInvalid");
        assertThat(world.message("orders", Conditions.SYNCED)).startsWith(place);
        assertThat(world.cloud.mutations()).isZero();
    }

    /** Returns until when. */
    private Instant ignoringForAnHour() {
        world.inSync("orders", WANTED);
        var end = world.now().plus(Duration.ofHours(1));
        world.objects.ignore("orders", """
                {"path": "size", "reason": "incident 7", "until": "%s"}""".formatted(end));
        return end;
    }

    private void ignoring(String... changes) {
        world.inSync("orders", WANTED);
        world.objects.ignore("orders", changes);
    }
}
