package dev.sluice.gate.gatekeeper;

import static dev.sluice.gate.gatekeeper.Objects.OWNED;
import static dev.sluice.gate.gatekeeper.Objects.template;
import static dev.sluice.gate.gatekeeper.Objects.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Policy.InventoryKind;
import dev.sluice.api.Policy.RegoVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintTemplateTest {
    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1beta1", "v1alpha1"})
    void a_template_of_each_version_is_read(String version) throws Exception {
        var template = template(OWNED.replace("sh/v1", "sh/" + version));

        assertThat(template.kind()).isEqualTo("MustBeOwned");
        assertThat(template.rego().text()).startsWith("package owned");
        assertThat(template.rego().version()).isEqualTo(RegoVersion.V0);
        assertThat(template.regoField()).isEqualTo("spec.targets[0].rego");
        assertThat(template.parameters().legacy()).isEqualTo(!version.equals("v1"));
        assertThat(template.notes()).isEmpty();
    }

    @Test
    void libraries_stand_beside_the_rego() throws Exception {
        var template = template(
                withTarget("{target: admission.k8s.gatekeeper.sh, rego: 'package a', libs: ['package lib.b']}"));

        assertThat(template.rego().libraries()).containsExactly("package lib.b");
    }

    @ParameterizedTest
    @CsvSource({"v0, V0", "v1, V1", "'', V0"})
    void code_for_the_engine_rego_says_its_version(String version, RegoVersion syntax) throws Exception {
        var template = template(withTarget(
                "{target: admission.k8s.gatekeeper.sh, code: [{engine: Rego, source: {version: '%s', rego: 'package a', libs: ['package lib.b']}}]}"
                        .formatted(version)));

        assertThat(template.rego().version()).isEqualTo(syntax);
        assertThat(template.rego().libraries()).containsExactly("package lib.b");
        assertThat(template.regoField()).isEqualTo("spec.targets[0].code[0].source.rego");
    }

    @Test
    void code_for_another_engine_beside_rego_is_left_alone_and_that_is_said() throws Exception {
        var template = template(
                withTarget(
                        "{target: admission.k8s.gatekeeper.sh, code: [{engine: K8sNativeValidation, source: {validations: []}}, {engine: Rego, source: {rego: 'package a'}}]}"));

        assertThat(template.rego().text()).isEqualTo("package a");
        assertThat(template.notes()).singleElement().asString().contains("K8sNativeValidation is left alone");
    }

    @Test
    void code_for_another_engine_alone_is_refused() {
        assertThatThrownBy(
                        () -> template(
                                withTarget(
                                        "{target: admission.k8s.gatekeeper.sh, code: [{engine: K8sNativeValidation, source: {validations: []}}]}")))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining("spec.targets[0].code: is written for K8sNativeValidation only");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sh/v1 | sh/v2 | apiVersion",
                "name: mustbeowned | name: owned | metadata.name: is 'owned'; a template for the kind MustBeOwned is named mustbeowned",
                "kind: MustBeOwned | kind: Must_Be | spec.crd.spec.names.kind",
                "target: admission.k8s.gatekeeper.sh | target: admission.example.org | spec.targets[0].target",
            })
    void what_is_wrong_with_a_template_is_told_with_its_place(String from, String to, String message) {
        assertThatThrownBy(() -> template(OWNED.replace(from, to)))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining(message);
    }

    @Test
    void there_is_exactly_one_target() {
        assertThatThrownBy(() -> template(withTargets("[]"))).hasMessageContaining("spec.targets: has 0 targets");
        assertThatThrownBy(() -> template(withTargets("[{target: a}, {target: b}]")))
                .hasMessageContaining("spec.targets: has 2 targets");
        assertThatThrownBy(() -> template(withTargets("[{target: admission.k8s.gatekeeper.sh}]")))
                .hasMessageContaining("spec.targets[0].rego: is missing");
    }

    @Test
    void the_kinds_that_it_reads_from_the_cluster_are_those_of_the_annotation() throws Exception {
        var object = yaml(OWNED.replace("not input", "data.inventory.cluster; not input"));
        ((ObjectNode) object.path("metadata"))
                .putObject("annotations")
                .put(
                        "metadata.gatekeeper.sh/requires-sync-data",
                        "\"[[{\\\"groups\\\":[\\\"extensions\\\",\\\"networking.k8s.io\\\"],\\\"versions\\\":[\\\"v1\\\"],\\\"kinds\\\":[\\\"Ingress\\\"]}]]\"");

        var template = ConstraintTemplate.read(object);

        assertThat(template.inventory())
                .isEqualTo(List.of(
                        new InventoryKind("extensions", "v1", "Ingress"),
                        new InventoryKind("networking.k8s.io", "v1", "Ingress")));
        assertThat(template.notes()).isEmpty();
    }

    @Test
    void a_template_that_reads_the_cluster_without_saying_what_is_noted() throws Exception {
        assertThat(template(OWNED.replace("not input", "data.inventory.cluster; not input"))
                        .notes())
                .singleElement()
                .asString()
                .contains("requires-sync-data");
    }

    @Test
    void an_annotation_that_is_not_json_is_refused() {
        assertThatThrownBy(() -> template(OWNED.replace(
                        "name: mustbeowned",
                        "name: mustbeowned\n  annotations: {metadata.gatekeeper.sh/requires-sync-data: Ingress}")))
                .hasMessageContaining("metadata.annotations.metadata.gatekeeper.sh/requires-sync-data: is not JSON");
    }

    private static String withTarget(String target) {
        return withTargets("[" + target + "]");
    }

    private static String withTargets(String targets) {
        return OWNED.substring(0, OWNED.indexOf("  targets:")) + "  targets: " + targets + "\n";
    }
}
