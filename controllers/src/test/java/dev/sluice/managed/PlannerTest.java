package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.FieldChange;
import dev.sluice.api.FieldChange.Reason;
import dev.sluice.api.managed.DriftRecord;
import dev.sluice.kube.Conditions;
import dev.sluice.provider.field.FieldRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final Planner.Known NOTHING = Planner.Known.of(null);

    private final Planner planner = new Planner(FieldRules.of(Thing.Parameters.class));

    @Test
    void what_is_as_wanted_needs_nothing() {
        assertThat(plan("{'size': 1}", "{'size': 1.0, 'color': 'red'}", "{'size': 1}"))
                .isEqualTo(new Plan.None());
    }

    @Test
    void what_is_missing_is_created_with_every_field() {
        var plan = planner.plan(json("{'region': 'eu', 'size': 1}"), null, null, null, NOTHING, false);

        assertThat(plan).isInstanceOf(Plan.Create.class);
        assertThat(plan.diff()).extracting(FieldChange::path).containsExactly("region", "size");
    }

    @Test
    void a_missing_tag_alone_is_an_update_without_fields() {
        var plan = planner.plan(json("{'size': 1}"), json("{'size': 1}"), null, null, NOTHING, false);

        assertThat(plan).isEqualTo(new Plan.Update(List.of()));
    }

    @Test
    void a_field_is_drift_when_the_cloud_has_not_what_was_recorded() {
        assertThat(reasons("{'size': 2}", "{'size': 1}", "{'size': 1}")).containsExactly(Reason.SPEC);
        assertThat(reasons("{'size': 2}", "{'size': 1}", "{'size': 2}")).containsExactly(Reason.DRIFT);
        assertThat(reasons("{'size': 2}", "{'size': 1}", null)).containsExactly(Reason.SPEC);
        assertThat(reasons("{'size': 2}", "{}", "{'size': 2}")).containsExactly(Reason.DRIFT);
    }

    @Test
    void a_change_inside_is_a_change_of_the_whole_and_the_other_way_round() {
        assertThat(reasons("{'tags': {'a': '1'}}", "{}", "{'tags': {'a': '1'}}"))
                .as("all tags are gone")
                .containsExactly(Reason.DRIFT);
        assertThat(reasons("{'tags': {'a': '1'}}", "{'tags': {'a': '2'}}", "{'tags': {'a': '1'}}"))
                .containsExactly(Reason.DRIFT);
        assertThat(reasons("{'tags': {'a': '1', 'ab': '1'}}", "{'tags': {'a': '2'}}", "{'tags': {'a': '1'}}"))
                .as("a neighbour whose name begins alike was never there")
                .containsExactly(Reason.DRIFT, Reason.SPEC);
    }

    @Test
    void a_drift_that_stands_is_still_one_although_it_was_recorded() {
        var field = plan("{'size': 2}", "{'size': 1}", "{'size': 2}").diff().getFirst();

        assertThat(standing(field, DriftRecord.Outcome.LeftAlone)).containsExactly(Reason.DRIFT);
        assertThat(standing(field, DriftRecord.Outcome.Failed)).containsExactly(Reason.DRIFT);
        assertThat(standing(field, DriftRecord.Outcome.Corrected))
                .as("a drift that was corrected is over")
                .containsExactly(Reason.SPEC);
    }

    @Test
    void what_cannot_be_changed_in_place_is_not_planned_as_an_update() {
        var plan = plan("{'region': 'us', 'size': 2}", "{'region': 'eu', 'size': 1}", null);

        assertThat(plan).isInstanceOf(Plan.ReplaceRequired.class);
        assertThat(plan.diff()).extracting(FieldChange::path).containsExactly("region", "size");
    }

    @Test
    void a_replacement_is_refused_with_its_fields_and_never_carried_out() {
        var world = World.withNamesOfOurOwn();
        world.inSync("orders", "{\"region\": \"eu\", \"size\": 1}");
        world.objects.parameter("orders", "region", "us");
        world.objects.parameter("orders", "size", 2);
        world.cloud.change("orders", p -> p.put("color", "blue"));

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ReplaceRequired");
        assertThat(world.condition("orders", Conditions.STALLED)).isEqualTo("True/ReplaceRequired");
        assertThat(world.message("orders", Conditions.SYNCED))
                .startsWith("spec.forProvider.region cannot be changed in place.");
        assertThat(world.status("orders").plan().action()).isEqualTo("ReplaceRequired");
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.judged).isEmpty();

        world.objects.parameter("orders", "region", "eu");
        world.settle("orders");
        assertThat(world.condition("orders", Conditions.STALLED)).isEqualTo("none");
        assertThat(world.cloud.resource("orders").parameters.get("size").asInt())
                .isEqualTo(2);
    }

    @Test
    void the_hash_depends_on_what_is_done_and_on_nothing_else() {
        var hash = hash("{'size': 1, 'tags': {'a': '1', 'b': '2'}}", "set");

        assertThat(hash("{'tags': {'b': '2', 'a': '1'}, 'size': 1.0}", "set")).isEqualTo(hash);
        assertThat(hash("{'size': 2, 'tags': {'a': '1', 'b': '2'}}", "set")).isNotEqualTo(hash);
        assertThat(hash("{'size': 1, 'tags': {'a': '1', 'b': '2'}}", "other set"))
                .isNotEqualTo(hash);
        assertThat(hash("{'size': 1, 'tags': {'a': '1, b=2'}}", "set")).isNotEqualTo(hash);
        assertThat(planner.hash("Create", null, null, "set")).isNotEqualTo(planner.hash("None", null, null, "set"));
    }

    @Test
    void a_hash_does_not_let_a_secret_be_guessed() {
        assertThat(hash("{'password': 'a'}", "set")).isEqualTo(hash("{'password': 'b'}", "set"));
    }

    private String hash(String desired, String policySet) {
        return planner.hash("Update", json(desired), json("{'size': 9}"), policySet);
    }

    private List<Reason> standing(FieldChange field, DriftRecord.Outcome outcome) {
        var record = new DriftRecord("t", null, List.of(field), null, outcome, null, null);
        return planner
                .plan(
                        json("{'size': 2}"),
                        json("{'size': 1}"),
                        json("{'size': 1}"),
                        null,
                        Planner.Known.of(record),
                        true)
                .diff()
                .stream()
                .map(FieldChange::reason)
                .toList();
    }

    private List<Reason> reasons(String desired, String observed, String recorded) {
        return plan(desired, observed, recorded).diff().stream()
                .map(FieldChange::reason)
                .toList();
    }

    private Plan plan(String desired, String observed, String recorded) {
        return planner.plan(
                json(desired), json(observed), recorded == null ? null : json(recorded), null, NOTHING, true);
    }

    private static JsonNode json(String text) {
        return Json.object(text.replace('\'', '"'));
    }
}
