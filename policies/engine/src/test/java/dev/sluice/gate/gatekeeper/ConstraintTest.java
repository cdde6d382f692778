package dev.sluice.gate.gatekeeper;

import static dev.sluice.gate.gatekeeper.Objects.OWNED;
import static dev.sluice.gate.gatekeeper.Objects.constraint;
import static dev.sluice.gate.gatekeeper.Objects.ownedBy;
import static dev.sluice.gate.gatekeeper.Objects.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.GatePoint;
import dev.sluice.api.Policy.Action;
import dev.sluice.api.Policy.Severity;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintTest {

    @Test
    void a_constraint_and_its_template_are_a_policy_with_the_templates_defaults() throws Exception {
        var policy = constraint(ownedBy("parameters: {label: owner}")).of(template(OWNED));

        assertThat(policy.name()).isEqualTo("MustBeOwned/teams");
        assertThat(policy.parameters()).isEqualTo(Objects.yaml("{label: owner, hint: ask the platform team}"));
        assertThat(policy.severity()).isEqualTo(Severity.MEDIUM);
        assertThat(policy.controls()).isEmpty();
        assertThat(policy.digest()).matches("[0-9a-f]{64}");
    }

    @Test
    void the_digest_changes_with_whatever_decides() throws Exception {
        var policy = constraint(ownedBy("parameters: {label: owner}")).of(template(OWNED));

        assertThat(constraint(ownedBy("parameters: {label: owner}"))
                        .of(template(OWNED))
                        .digest())
                .isEqualTo(policy.digest());
        assertThat(constraint(ownedBy("parameters: {label: team}"))
                        .of(template(OWNED))
                        .digest())
                .isNotEqualTo(policy.digest());
        assertThat(constraint(ownedBy("parameters: {label: owner}"))
                        .of(template(OWNED.replace("is missing", "is not there")))
                        .digest())
                .isNotEqualTo(policy.digest());
        assertThat(constraint(ownedBy("parameters: {label: owner}\nmatch: {scope: Cluster}"))
                        .of(template(OWNED))
                        .digest())
                .isNotEqualTo(policy.digest());
    }

    @ParameterizedTest
    @CsvSource({"deny, DENY", "warn, WARN", "dryrun, DRYRUN"})
    void an_action_holds_wherever_gatekeeper_acts_and_not_at_the_cloud(String text, Action action) throws Exception {
        var enforcement = constraint(ownedBy("enforcementAction: " + text)).enforcement();

        assertThat(enforcement.actions())
                .isEqualTo(Map.of(
                        GatePoint.ADMISSION, action,
                        GatePoint.SYNC, action,
                        GatePoint.AUDIT, action,
                        GatePoint.CI, action));
    }

    @Test
    void silence_denies() throws Exception {
        assertThat(constraint(ownedBy("match: {}")).enforcement().at(GatePoint.ADMISSION))
                .isEqualTo(Action.DENY);
    }

    @Test
    void scoped_actions_hold_at_the_points_they_name_and_the_strictest_counts() throws Exception {
        var constraint = constraint(ownedBy("""
                enforcementAction: scoped
                scopedEnforcementActions:
                  - action: warn
                    enforcementPoints: [{name: "*"}]
                  - action: deny
                    enforcementPoints: [{name: validation.gatekeeper.sh}, {name: vap.k8s.io}]
                  - action: dryrun
                    enforcementPoints: [{name: admission.sluice.dev}, {name: cloud.sluice.dev}]
                """));

        assertThat(constraint.enforcement().actions())
                .isEqualTo(Map.of(
                        GatePoint.ADMISSION, Action.DENY,
                        GatePoint.SYNC, Action.DENY,
                        GatePoint.AUDIT, Action.WARN,
                        GatePoint.CI, Action.WARN,
                        GatePoint.CLOUD, Action.DRYRUN));
        assertThat(constraint.notes()).singleElement().asString().contains("vap.k8s.io");
    }

    @ParameterizedTest
    @CsvSource({
        "audit.gatekeeper.sh, AUDIT",
        "gator.gatekeeper.sh, CI",
        "admission.sluice.dev, ADMISSION",
        "sync.sluice.dev, SYNC",
        "cloud.sluice.dev, CLOUD",
        "ci.sluice.dev, CI",
        "audit.sluice.dev, AUDIT"
    })
    void every_point_has_its_gate(String point, GatePoint gate) throws Exception {
        assertThat(constraint(ownedBy(scoped(point))).enforcement().actions()).isEqualTo(Map.of(gate, Action.DENY));
    }

    @Test
    void a_constraint_for_points_that_are_not_here_says_that_it_does_nothing() throws Exception {
        var constraint = constraint(ownedBy(scoped("vap.k8s.io")));

        assertThat(constraint.enforcement().actions()).isEmpty();
        assertThat(constraint.notes()).anySatisfy(n -> assertThat(n).contains("acts at no gate"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "enforcementAction: block | spec.enforcementAction: is 'block'",
                "enforcementAction: [deny] | spec.enforcementAction: a text",
                "enforcementAction: scoped | spec.scopedEnforcementActions: is missing",
                "{enforcementAction: scoped, scopedEnforcementActions: [{action: deny, enforcementPoints: [{name: admision.sluice.dev}]}]} | scopedEnforcementActions[0].enforcementPoints[0].name: is 'admision.sluice.dev'",
                "{enforcementAction: scoped, scopedEnforcementActions: [{action: never, enforcementPoints: [{name: '*'}]}]} | scopedEnforcementActions[0].action: is 'never'",
            })
    void an_action_that_is_none_is_refused_with_its_place(String spec, String message) {
        var text = spec.startsWith("{") ? ownedBy("").replace("spec:", "spec: " + spec) : ownedBy(spec);

        assertThatThrownBy(() -> constraint(text))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Teams", "teams_1", "-teams", "a..b", ""})
    void a_name_that_the_api_server_would_refuse_is_refused(String name) {
        assertThatThrownBy(() -> constraint(ownedBy("match: {}").replace("name: teams", "name: '%s'".formatted(name))))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageStartingWith("metadata.name");
    }

    @Test
    void a_name_of_more_than_63_characters_is_refused() throws Exception {
        var longest = "a".repeat(63);

        assertThat(constraint(ownedBy("match: {}").replace("teams", longest)).name())
                .isEqualTo(longest);
        assertThatThrownBy(() -> constraint(ownedBy("match: {}").replace("teams", longest + "a")))
                .hasMessageContaining("at most 63");
    }

    @Test
    void a_version_that_there_is_not_is_refused() {
        assertThatThrownBy(() -> constraint(ownedBy("match: {}").replace("v1beta1", "v1")))
                .hasMessageContaining("apiVersion");
    }

    @Test
    void annotations_give_severity_and_controls_and_the_constraints_go_first() throws Exception {
        var template = template(
                OWNED.replace(
                        "name: mustbeowned",
                        "name: mustbeowned\n  annotations: {metadata.gatekeeper.sh/severity: low, metadata.gatekeeper.sh/controls: 'CIS-1.1, CIS-1.2'}"));
        var plain = constraint(ownedBy("parameters: {label: owner}"));
        var annotated = constraint(ownedBy("parameters: {label: owner}")
                .replace("name: teams", "name: teams\n  annotations: {sluice.dev/severity: Critical}"));

        assertThat(plain.of(template).severity()).isEqualTo(Severity.LOW);
        assertThat(plain.of(template).controls()).containsExactly("CIS-1.1", "CIS-1.2");
        assertThat(annotated.of(template).severity()).isEqualTo(Severity.CRITICAL);
    }

    @Test
    void a_severity_that_is_none_is_refused() {
        assertThatThrownBy(() -> constraint(ownedBy("parameters: {label: owner}")
                                .replace("name: teams", "name: teams\n  annotations: {sluice.dev/severity: dire}"))
                        .of(template(OWNED)))
                .hasMessageContaining("critical, high, medium, low or info");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "parameters: {hint: x} | spec.parameters.label: is missing",
                "parameters: {label: 7} | spec.parameters.label: must be a text, not a number",
                "parameters: {label: Owner} | spec.parameters.label: must match",
                "parameters: {label: owner, extra: 1} | spec.parameters.extra: is not a field",
                "parameters: [owner] | spec.parameters: must be an object, not a list",
            })
    void parameters_that_do_not_match_the_schema_are_refused_with_their_place(String spec, String message) {
        assertThatThrownBy(() -> constraint(ownedBy(spec)).of(template(OWNED)))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_template_of_another_kind_is_refused() {
        assertThatThrownBy(
                        () -> constraint(ownedBy("parameters: {label: owner}").replace("MustBeOwned", "Other"))
                                .of(template(OWNED)))
                .hasMessageContaining("mustbeowned is for MustBeOwned");
    }

    private static String scoped(String point) {
        return "enforcementAction: scoped\nscopedEnforcementActions: [{action: deny, enforcementPoints: [{name: %s}]}]"
                .formatted(point);
    }
}
