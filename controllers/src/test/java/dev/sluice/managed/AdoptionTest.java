package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.FieldChange;
import dev.sluice.api.Operation;
import dev.sluice.api.Sluice;
import dev.sluice.kube.Conditions;
import dev.sluice.provider.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What exists becomes ours where spec.adoption asks for it, by a plan that everybody sees, and never without. */
class AdoptionTest {
    private static final String WANTED = """
            {"region": "eu", "size": 1, "tags": {"team": "shop"}}""";
    private static final String OTHER = """
            {"region": "eu", "size": 7, "tags": {"team": "shop"}}""";
    private static final Map<String, String> BY_NAME = Map.of();
    private static final Map<String, String> TEAM = Map.of("team", "shop");

    private World world = World.withNamesOfOurOwn();

    @ParameterizedTest
    @ValueSource(strings = {"Adopt", "AdoptOrCreate"})
    void a_resource_of_its_name_becomes_ours_and_is_brought_to_what_is_wanted(String policy) {
        world.cloud.byHand("orders", OTHER, null);
        wanted(policy, BY_NAME);

        world.settle("orders");

        assertAdopted("orders");
        assertThat(world.cloud.resource("orders").parameters.get("size").asInt())
                .isEqualTo(1);
        assertThat(world.events("Adopted")).hasSize(1);
        assertThat(world.drift("orders")).as("what nobody owned did not drift").isEmpty();
    }

    @Test
    void one_that_is_as_wanted_gets_the_owners_tag_by_an_update_that_the_gate_has_seen() {
        world.cloud.byHand("orders", WANTED, null);
        wanted("Adopt", BY_NAME);

        world.settle("orders");

        assertAdopted("orders");
        assertThat(world.judged).singleElement().satisfies(change -> {
            assertThat(change.operation()).isEqualTo(Operation.UPDATE);
            assertThat(change.diff()).isEmpty();
            assertThat(change.object().at("/spec/adoption/policy").asText()).isEqualTo("Adopt");
        });
        assertThat(world.events("Updated")).as("one piece of news").isEmpty();
    }

    @Test
    void policy_can_forbid_it_and_nothing_is_ours_then() {
        world.cloud.byHand("orders", OTHER, null);
        world.forbid(change -> "no adoptions");
        wanted("Adopt", BY_NAME);

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/PolicyDenied");
        assertLeftAlone("orders");
        world.objects.delete("orders");
        assertThat(world.objects.exists("orders")).as("no finalizer").isFalse();
    }

    @Test
    void it_waits_for_approval_of_exactly_this_resource() {
        world = new World(Kind.Identity.TAGGED);
        world.cloud.byHand("vpc-1", OTHER, null);
        world.passes(FakeCloud.TAGS_ARE_FOUND_AFTER);
        wanted("Adopt", TEAM);
        world.objects.mode("orders", "approval", "Manual");

        world.reconcile("orders");
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ApprovalRequired");
        assertThat(world.message("orders", Conditions.SYNCED)).contains("adopt Thing vpc-1 and update size: 7 → 1");
        assertLeftAlone("vpc-1");
        var approved = world.status("orders").plan().hash();

        world.cloud.resources.put("vpc-2", world.cloud.resources.remove("vpc-1"));
        world.objects.annotate("orders", Sluice.APPROVED_PLAN, approved);
        world.reconcile("orders");
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ApprovalOutdated");

        world.objects.annotate(
                "orders", Sluice.APPROVED_PLAN, world.status("orders").plan().hash());
        world.settle("orders");
        assertAdopted("vpc-2");
    }

    @Test
    void what_somebody_changes_before_the_adoption_is_no_drift() {
        world.cloud.byHand("orders", OTHER, null);
        wanted("Adopt", BY_NAME);
        world.objects.mode("orders", "approval", "Manual");
        world.objects.mode("orders", "driftMode", "Detect");
        world.reconcile("orders");

        world.cloud.change("orders", p -> p.put("size", 9));
        world.reconcile("orders");

        assertThat(world.drift("orders")).isEmpty();
        assertThat(world.status("orders").plan().fields())
                .extracting(FieldChange::reason)
                .containsOnly(FieldChange.Reason.SPEC);
    }

    @Test
    void a_resource_of_another_owner_is_never_adopted() {
        world.cloud.byHand("orders", OTHER, "uid-of-another");
        wanted("Adopt", BY_NAME);

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/NotOwned");
        assertThat(world.message("orders", Conditions.SYNCED))
                .contains("uid-of-another", "is not adopted", Sluice.OWNER_TAG);
        assertThat(world.cloud.mutations()).isZero();
    }

    @Test
    void nor_is_one_that_has_the_tags() {
        world = new World(Kind.Identity.TAGGED);
        world.cloud.byHand("vpc-1", OTHER, "uid-of-another");
        world.passes(FakeCloud.TAGS_ARE_FOUND_AFTER);
        wanted("AdoptOrCreate", TEAM);

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/NotOwned");
        assertThat(world.message("orders", Conditions.SYNCED)).contains("uid-of-another");
        assertThat(world.cloud.mutations()).isZero();
    }

    @Test
    void without_being_asked_nothing_is_adopted() {
        world.cloud.byHand("orders", WANTED, null);
        wanted("Never", BY_NAME);

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/AlreadyExists");
        assertThat(world.message("orders", Conditions.SYNCED)).contains("spec.adoption.policy");
        assertLeftAlone("orders");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Adopt", "AdoptOrCreate"})
    void where_the_cloud_chooses_names_all_of_the_tags_say_which(String policy) {
        world = new World(Kind.Identity.TAGGED);
        world.cloud.byHand("vpc-1", OTHER, null);
        world.cloud.byHand("vpc-2", """
                {"region": "eu", "tags": {"team": "billing"}}""", null);
        world.passes(FakeCloud.TAGS_ARE_FOUND_AFTER);
        wanted(policy, TEAM);

        world.settle("orders");

        assertAdopted("vpc-1");
        assertThat(world.cloud.resource("vpc-2").owner).isNull();
        assertThat(world.externalName("orders")).isEqualTo("vpc-1");
        assertThat(world.cloud.created).isZero();

        world.forget();
        world.reconcile("orders");
        assertThat(world.cloud.calls).as("it is not searched for again").containsExactly("read");
    }

    @Test
    void or_its_name_does() {
        world = new World(Kind.Identity.TAGGED);
        world.cloud.byHand("vpc-1", OTHER, null);
        world.objects.apply("orders", WANTED);
        world.objects.annotate("orders", Sluice.EXTERNAL_NAME, "vpc-1");
        world.objects.adoption("orders", "Adopt", BY_NAME);

        world.settle("orders");

        assertAdopted("vpc-1");
    }

    @Test
    void several_with_the_tags_are_a_persons_business() {
        world = new World(Kind.Identity.TAGGED);
        world.cloud.byHand("vpc-1", OTHER, null);
        world.cloud.byHand("vpc-2", OTHER, null);
        world.passes(FakeCloud.TAGS_ARE_FOUND_AFTER);
        wanted("AdoptOrCreate", TEAM);

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/SeveralFound");
        assertThat(world.message("orders", Conditions.SYNCED)).contains("vpc-1", "vpc-2", "spec.adoption");
        assertThat(world.cloud.mutations()).isZero();
        world.objects.delete("orders");
        assertThat(world.objects.exists("orders"))
                .as("deleting it touches none of them")
                .isFalse();
    }

    @Test
    void with_nothing_there_adopt_waits_and_takes_what_comes() {
        wanted("Adopt", BY_NAME);
        var again = world.reconcile("orders").orElseThrow();
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/NothingToAdopt");
        assertThat(world.cloud.mutations()).isZero();

        world.cloud.byHand("orders", OTHER, null);
        world.passes(again);
        world.settle("orders");
        assertAdopted("orders");
    }

    @Test
    void by_tags_too() {
        world = new World(Kind.Identity.TAGGED);
        wanted("Adopt", TEAM);
        world.reconcile("orders");
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/NothingToAdopt");
        assertThat(world.message("orders", Conditions.SYNCED)).contains("team=shop");
        assertThat(world.cloud.created).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DETERMINISTIC", "TAGGED"})
    void with_nothing_there_adopt_or_create_creates(Kind.Identity identity) {
        world = new World(identity);
        wanted("AdoptOrCreate", identity == Kind.Identity.TAGGED ? TEAM : BY_NAME);

        world.settle("orders");

        assertThat(world.cloud.created).isEqualTo(1);
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
        assertThat(world.events("Adopted")).isEmpty();
    }

    @Test
    void tags_for_a_kind_that_is_known_by_its_name_are_refused() {
        world.cloud.byHand("orders", OTHER, null);
        wanted("Adopt", TEAM);

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/AdoptionInvalid");
        assertThat(world.message("orders", Conditions.SYNCED))
                .startsWith("spec.adoption.tags")
                .contains(Sluice.EXTERNAL_NAME);
        assertLeftAlone("orders");
    }

    @Test
    void neither_name_nor_tags_say_nothing() {
        world = new World(Kind.Identity.TAGGED);
        wanted("AdoptOrCreate", BY_NAME);

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/AdoptionInvalid");
        assertThat(world.cloud.created).isZero();
    }

    @Test
    void what_cannot_be_changed_in_place_is_not_adopted() {
        world.cloud.byHand("orders", """
                {"region": "us", "size": 1}""", null);
        wanted("Adopt", BY_NAME);

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ReplaceRequired");
        assertLeftAlone("orders");
    }

    @Test
    void it_needs_update() {
        world.cloud.byHand("orders", WANTED, null);
        wanted("Adopt", BY_NAME);
        world.objects.policies("orders", "Observe", "Delete");

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/UpdateNotAllowed");
        assertThat(world.message("orders", Conditions.SYNCED)).contains("Adopting Thing orders needs Update");
        assertLeftAlone("orders");
    }

    @Test
    void a_kind_without_a_place_for_the_tag_is_ours_by_record() {
        world.cloud.tagless = true;
        world.restart();
        world.cloud.byHand("orders", WANTED, null);
        wanted("Adopt", BY_NAME);

        world.settle("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("True/ReconcileSuccess");
        assertThat(world.judged).as("seen by the gate").hasSize(1);
        assertThat(world.cloud.mutations()).as("nothing to write").isZero();
        assertThat(world.events("Adopted")).hasSize(1);
        world.objects.delete("orders");
        world.settle("orders");
        assertThat(world.cloud.resources).as("ours to delete").isEmpty();
    }

    @Test
    void what_was_adopted_is_deleted_like_any_other() {
        world.cloud.byHand("orders", OTHER, null);
        wanted("Adopt", BY_NAME);
        world.settle("orders");

        world.objects.delete("orders");
        world.settle("orders");

        assertThat(world.cloud.resources).isEmpty();
        assertThat(world.objects.exists("orders")).isFalse();
    }

    @Test
    void an_old_version_of_the_object_in_the_cache_does_no_harm() {
        world = new World(Kind.Identity.TAGGED);
        world.cloud.byHand("vpc-1", OTHER, null);
        world.passes(FakeCloud.TAGS_ARE_FOUND_AFTER);
        wanted("AdoptOrCreate", TEAM);
        var old = world.objects.get("orders").orElseThrow();
        world.settle("orders");

        world.reconcile(old);
        world.settle("orders");

        assertThat(world.cloud.created).isZero();
        assertAdopted("vpc-1");
    }

    private void wanted(String policy, Map<String, String> tags) {
        world.objects.apply("orders", WANTED);
        world.objects.adoption("orders", policy, tags);
    }

    private void assertAdopted(String externalName) {
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("True/ReconcileSuccess");
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
        assertThat(world.status("orders").externalName()).isEqualTo(externalName);
        assertThat(world.cloud.resource(externalName).owner).isEqualTo("orders-uid-1");
        var metadata = world.objects.get("orders").orElseThrow().getMetadata();
        assertThat(metadata.getFinalizers()).containsExactly(Sluice.FINALIZER);
        assertThat(metadata.getAnnotations()).containsKey(Sluice.ADOPTED);
    }

    private void assertLeftAlone(String externalName) {
        assertThat(world.cloud.resource(externalName).owner).isNull();
        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.objects.get("orders").orElseThrow().getMetadata().getFinalizers())
                .isEmpty();
        assertThat(world.status("orders").externalName()).isNull();
    }
}
