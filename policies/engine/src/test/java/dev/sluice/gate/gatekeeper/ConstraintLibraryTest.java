package dev.sluice.gate.gatekeeper;

import static dev.sluice.gate.gatekeeper.Objects.OWNED;
import static dev.sluice.gate.gatekeeper.Objects.ownedBy;
import static dev.sluice.gate.gatekeeper.Objects.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gate.rego.PolicyDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConstraintLibraryTest {
    private static final String TEAMS = ownedBy("parameters: {label: owner}");

    @Test
    void a_constraint_may_stand_before_its_template_and_other_objects_are_passed_over() {
        var library = ConstraintLibrary.of(
                List.of(yaml(TEAMS), yaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}"), yaml(OWNED)));

        assertThat(library.policies()).extracting(PolicyDefinition::name).containsExactly("MustBeOwned/teams");
        assertThat(library.refused()).isEmpty();
    }

    @Test
    void a_constraint_without_its_template_is_told() {
        var library = ConstraintLibrary.of(List.of(yaml(TEAMS)));

        assertThat(library.policies()).isEmpty();
        assertThat(library.refused())
                .singleElement()
                .satisfies(r -> assertThat(r.problems())
                        .singleElement()
                        .asString()
                        .contains("there is no template for the kind MustBeOwned"));
    }

    @Test
    void of_two_with_one_name_the_first_holds_and_the_second_is_told() {
        var library = ConstraintLibrary.of(
                List.of(yaml(OWNED), yaml(OWNED), yaml(TEAMS), yaml(TEAMS.replace("label: owner", "label: team"))));

        assertThat(library.policies())
                .singleElement()
                .satisfies(
                        p -> assertThat(p.parameters().path("label").asText()).isEqualTo("owner"));
        assertThat(library.refused())
                .extracting(r -> r.problems().getFirst().message())
                .containsExactly(
                        "the kind MustBeOwned has another template", "there is another constraint MustBeOwned/teams");
    }

    @Test
    void what_is_broken_does_not_take_the_rest_with_it() {
        var library = ConstraintLibrary.of(List.of(
                yaml(OWNED),
                yaml(TEAMS),
                yaml(ownedBy("enforcementAction: block").replace("name: teams", "name: broken"))));

        assertThat(library.policies()).hasSize(1);
        assertThat(library.refused()).hasSize(1);
    }
}
