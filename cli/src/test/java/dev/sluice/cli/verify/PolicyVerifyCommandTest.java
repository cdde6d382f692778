package dev.sluice.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PolicyVerifyCommandTest {
    private static final String EXAMPLES = "../examples/gatekeeper";

    @TempDir
    private Path folder;

    private String out = "";
    private String err = "";

    @BeforeEach
    void aSuite() throws IOException {
        write("template.yaml", """
                apiVersion: templates.gatekeeper.sh/v1
                kind: ConstraintTemplate
                metadata: {name: mustbeowned}
                spec:
                  crd:
                    spec:
                      names: {kind: MustBeOwned}
                      validation:
                        openAPIV3Schema:
                          type: object
                          properties: {label: {type: string}}
                  targets:
                    - target: admission.k8s.gatekeeper.sh
                      rego: |
                        package owned

                        violation[{"msg": msg}] {
                          not input.review.object.metadata.labels[input.parameters.label]
                          msg := sprintf("label %v is missing", [input.parameters.label])
                        }
                """);
        write("constraint.yaml", """
                apiVersion: constraints.gatekeeper.sh/v1beta1
                kind: MustBeOwned
                metadata: {name: teams}
                spec: {parameters: {label: owner}}
                """);
        write("object.yaml", """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: a, namespace: shop}
                """);
        suite("{violations: 1, message: label owner}");
    }

    @Test
    void the_suites_of_the_examples_pass() {
        assertThat(verify(EXAMPLES + "/...", "-v")).as(out + err).isZero();

        assertThat(out)
                .contains("ok\t" + EXAMPLES + "/unique-hosts/suite.yaml\t")
                .contains("    --- PASS: a-host-of-another-namespace\t(")
                .contains("    === SKIP  not-run")
                .endsWith("PASS\n");
        assertThat(out.lines().filter(l -> l.startsWith("ok\t"))).hasSize(6);
    }

    @Test
    void without_v_only_suites_and_failures_are_told() {
        assertThat(verify(folder.toString())).as(out + err).isZero();

        assertThat(out).matches("ok\t" + folder + "/suite.yaml\t[0-9]+\\.[0-9]{3}s\nPASS\n");
    }

    @Test
    void what_is_not_as_expected_fails_with_what_there_was() throws IOException {
        suite("{violations: no}");

        assertThat(verify(folder.toString())).isEqualTo(1);

        assertThat(out)
                .contains("    --- FAIL: unlabelled\t(")
                .contains("wanted no violation, got 1; all messages: [label owner is missing]")
                .contains("--- FAIL: teams\t(")
                .contains("FAIL\t" + folder + "/suite.yaml\t")
                .endsWith("FAIL\n");
    }

    @Test
    void a_message_that_no_violation_has_fails() throws IOException {
        suite("{violations: yes, message: ^label team}");

        assertThat(verify(folder.toString())).isEqualTo(1);

        assertThat(out).contains("wanted at least 1 violation matching \"^label team\", got 0");
    }

    @Test
    void rego_that_does_not_compile_is_told_with_file_and_line() throws IOException {
        var template = Files.readString(folder.resolve("template.yaml"));
        write("template.yaml", template.replace("msg := sprintf", "msg := sprantf"));

        assertThat(verify(folder.toString())).isEqualTo(1);

        assertThat(out).contains("template.yaml:19: the Rego does not compile: undefined function sprantf");
    }

    @Test
    void a_template_without_a_rule_that_judges_is_told() throws IOException {
        var template = Files.readString(folder.resolve("template.yaml"));
        write("template.yaml", template.replace("violation[", "deny["));

        assertThat(verify(folder.toString())).isEqualTo(1);

        assertThat(out).contains("no rule judges: define violation");
    }

    @Test
    void parameters_that_do_not_fit_fail_with_file_and_line_unless_that_is_expected() throws IOException {
        var constraint = Files.readString(folder.resolve("constraint.yaml"));
        write("constraint.yaml", constraint.replace("label: owner", "labels: [owner]"));
        assertThat(verify(folder.toString())).isEqualTo(1);
        assertThat(out).contains("constraint.yaml:4: ").contains("spec.parameters.labels: is not a field");

        var suite = Files.readString(folder.resolve("suite.yaml"));
        write(
                "suite.yaml",
                suite.replace("constraint: constraint.yaml", "constraint: constraint.yaml\n    invalid: true"));
        assertThat(verify(folder.toString())).as(out).isZero();

        write("constraint.yaml", constraint);
        assertThat(verify(folder.toString())).isEqualTo(1);
        assertThat(out).contains("was expected not to fit its template");
    }

    @Test
    void run_takes_cases_and_tests_by_their_names() {
        assertThat(verify(folder.toString(), "-v", "--run", "teams//nothing")).isZero();
        assertThat(out).contains("    === SKIP  unlabelled");

        assertThat(verify(folder.toString(), "-v", "--run", "^other//")).isZero();
        assertThat(out).contains("=== SKIP  teams");

        assertThat(verify(folder.toString(), "-v", "--run", "^unlab")).isZero();
        assertThat(out).contains("    --- PASS: unlabelled");
    }

    @Test
    void expansion_is_refused_with_its_line() throws IOException {
        var suite = Files.readString(folder.resolve("suite.yaml"));
        write("suite.yaml", suite.replace("object: object.yaml", "object: object.yaml\n        expand: true"));

        assertThat(verify(folder.toString())).isEqualTo(1);

        assertThat(err).contains("suite.yaml:10: tests[0].cases[0].expand: Sluice does not expand objects");
    }

    @Test
    void a_case_that_asserts_nothing_or_has_no_object_fails() throws IOException {
        suite("");
        assertThat(verify(folder.toString())).isEqualTo(1);
        assertThat(out).contains("it has no assertions");

        suite("{violations: no}");
        Files.delete(folder.resolve("object.yaml"));
        assertThat(verify(folder.toString())).isEqualTo(1);
        assertThat(out).contains("there is no file object.yaml");
    }

    @Test
    void an_assertion_that_means_nothing_is_refused() throws IOException {
        suite("{violations: maybe}");
        assertThat(verify(folder.toString())).isEqualTo(1);
        assertThat(err).contains("violations: is \"maybe\"; write yes, no or how many");

        suite("{message: '('}");
        assertThat(verify(folder.toString())).isEqualTo(1);
        assertThat(err).contains("message: is no regular expression");
    }

    @Test
    void folders_are_looked_into_only_when_that_is_asked_for() throws IOException {
        var below = Files.createDirectory(folder.resolve("below"));
        for (var name : new String[] {"suite.yaml", "template.yaml", "constraint.yaml", "object.yaml"}) {
            Files.move(folder.resolve(name), below.resolve(name));
        }
        write("helm.yaml", "{{ not yaml: [");

        assertThat(verify(folder.toString())).isZero();
        assertThat(err).contains("there are no suites at");

        assertThat(verify(folder + "/...")).isZero();
        assertThat(out).contains("ok\t" + below.resolve("suite.yaml"));
    }

    @Test
    void a_path_that_is_not_there_and_a_suite_that_is_not_yaml_are_errors() throws IOException {
        assertThat(verify(folder.resolve("nothing").toString())).isEqualTo(1);
        assertThat(err).contains("there is no file or folder");

        assertThat(verify(folder.resolve("object.yaml").toString())).isEqualTo(1);
        assertThat(err).contains("holds no Suite");

        write("broken.yaml", "apiVersion: test.gatekeeper.sh/v1alpha1\nkind: [\n");
        assertThat(verify(folder.toString())).isEqualTo(1);
        assertThat(err).contains("broken.yaml:").contains("not valid YAML");
    }

    @Test
    void other_forms_have_a_case_for_each_case_with_the_line_where_it_stands() throws IOException {
        suite("{violations: no}");

        assertThat(verify(folder.toString(), "-o", "junit")).isEqualTo(1);
        assertThat(out)
                .contains("<testcase")
                .contains("name=\"unlabelled\"")
                .contains("<failure")
                .contains("line=\"8\"");

        assertThat(verify(folder.toString(), "-o", "sarif")).isEqualTo(1);
        var results = new ObjectMapper().readTree(out).at("/runs/0/results");
        assertThat(results).hasSize(1);
        assertThat(results.at("/0/ruleId").asText()).isEqualTo("teams/unlabelled");
        assertThat(results.at("/0/locations/0/physicalLocation/region/startLine")
                        .asInt())
                .isEqualTo(8);

        assertThat(verify(folder.toString(), "-o", "json")).isEqualTo(1);
        assertThat(new ObjectMapper().readTree(out).isObject()).isTrue();
    }

    private int verify(String... arguments) {
        var outWriter = new StringWriter();
        var errWriter = new StringWriter();
        var code = new CommandLine(new PolicyVerifyCommand())
                .setOut(new PrintWriter(outWriter))
                .setErr(new PrintWriter(errWriter))
                .execute(arguments);
        out = outWriter.toString();
        err = errWriter.toString();
        return code;
    }

    private void suite(String assertion) throws IOException {
        write("suite.yaml", """
                apiVersion: test.gatekeeper.sh/v1alpha1
                kind: Suite
                tests:
                  - name: teams
                    template: template.yaml
                    constraint: constraint.yaml
                    cases:
                      - name: unlabelled
                        object: object.yaml
                        assertions: [%s]
                """.formatted(assertion));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
