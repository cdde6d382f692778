package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    private static final String QUEUE = """
        apiVersion: sqs.aws.sluice.dev/v1alpha1
        kind: Queue
        metadata:
          name: %s
          namespace: shop
        spec:
          forProvider:
            region: eu-west-1
            visibilityTimeout: %s
        """;

    private static final String POLICY = """
        apiVersion: sluice.dev/v1alpha1
        kind: Policy
        metadata:
          name: short-timeouts
        spec:
          severity: high
          action: %s
          controls: [CIS-1.2]
          match:
            kinds:
              - apiGroups: [sqs.aws.sluice.dev]
          rego: |
            package timeouts

            violation contains {"msg": msg} if {
            	input.review.object.spec.forProvider.visibilityTimeout > 60
            	msg := sprintf("spec.forProvider.visibilityTimeout is %%d at %%s, may be 60",
            		[input.review.object.spec.forProvider.visibilityTimeout, input.change.gate])
            }
        """;

    @TempDir
    private Path folder;

    private int exit;
    private String out = "";

    @BeforeEach
    void aFolder() throws IOException {
        folder = folder.toRealPath();
    }

    private void file(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void check(String... options) {
        var text = new StringWriter();
        var err = new StringWriter();
        var arguments = new String[options.length + 2];
        arguments[0] = "check";
        arguments[1] = folder.toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        exit = Main.commandLine()
                .setOut(new PrintWriter(text))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        out = text + err.toString();
    }

    private Git repository() throws Exception {
        var git = Git.init()
                .setDirectory(folder.toFile())
                .setInitialBranch("main")
                .call();
        commit(git);
        return git;
    }

    private static void commit(Git git) throws Exception {
        git.add().addFilepattern(".").call();
        git.add().addFilepattern(".").setUpdate(true).call();
        git.commit()
                .setMessage("a commit")
                .setAuthor("a", "a@example.org")
                .setCommitter("a", "a@example.org")
                .setSign(false)
                .call();
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out);
    }

    @Test
    void a_clean_folder_is_clean() throws IOException {
        file("infra/queue.yaml", QUEUE.formatted("orders", 30));

        check();

        assertThat(exit).as(out).isZero();
        assertThat(out)
                .contains("1 objects in 1 files: nothing found")
                .contains("no policy judged")
                .containsPattern("[0-9]+ CEL rules are checked by the API server only");
    }

    @Test
    void a_misspelt_field_is_an_error_at_its_line_with_what_was_meant() throws IOException {
        file(
                "infra/queue.yaml",
                QUEUE.replace("visibilityTimeout", "visibiltyTimeout").formatted("orders", 30));

        check();

        assertThat(exit).isEqualTo(1);
        assertThat(out)
                .contains("infra/queue.yaml:9: [schema/unknown-field] Queue shop/orders:"
                        + " spec.forProvider.visibiltyTimeout: there is no such field; did you mean"
                        + " visibilityTimeout?");
    }

    @Test
    void wrong_types_ranges_patterns_enums_and_missing_fields_are_errors() throws IOException {
        file("a.yaml", QUEUE.formatted("text", "\"30\""));
        file("b.yaml", QUEUE.formatted("large", 99999));
        file("c.yaml", QUEUE.formatted("pattern", 30).replace("eu-west-1", "Europe"));
        file("d.yaml", QUEUE.formatted("required", 30).replace("    region: eu-west-1\n", ""));
        file("e.yaml", QUEUE.formatted("enumeration", 30) + "  approval: manual\n");

        check();

        assertThat(exit).isEqualTo(1);
        assertThat(out)
                .contains("a.yaml:9: [schema/type] Queue shop/text: spec.forProvider.visibilityTimeout: is a text, and"
                        + " has to be a whole number: take the quotes away")
                .contains(
                        "b.yaml:9: [schema/maximum] Queue shop/large: spec.forProvider.visibilityTimeout: is 99999, and"
                                + " may be at most 43200")
                .contains("c.yaml:8: [schema/pattern] Queue shop/pattern: spec.forProvider.region: does not match")
                .contains("d.yaml:7: [schema/required] Queue shop/required: spec.forProvider.region: is missing")
                .contains("e.yaml:10: [schema/enum] Queue shop/enumeration: spec.approval: is not one of Automatic,"
                        + " Manual; did you mean Manual?");
    }

    @Test
    void a_kind_that_is_not_ours_needs_a_definition_in_the_folder() throws IOException {
        file("a.yaml", QUEUE.replace("Queue", "Qeue").formatted("typo", 30));
        file("b.yaml", QUEUE.replace("v1alpha1", "v1").formatted("version", 30));
        file("c.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n");
        file("d.yaml", """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: notes.example.org}
            spec:
              group: example.org
              names: {kind: Note, plural: notes}
              versions:
                - name: v1
                  served: true
                  schema: {openAPIV3Schema: {type: object, properties: {text: {type: string}}}}
            """);
        file("e.yaml", "apiVersion: example.org/v1\nkind: Note\nmetadata: {name: e}\ntext: 7\n");

        check();

        assertThat(out)
                .contains("[schema/unknown-kind] Qeue shop/typo: there is no kind Qeue in sqs.aws.sluice.dev; did you"
                        + " mean Queue?")
                .contains("[schema/unknown-version] Queue shop/version: Queue is not served as v1, but as v1alpha1")
                .contains("e.yaml:4: [schema/type] Note e: text: is a number, and has to be a text: put it in quotes")
                .contains("checked by the API server only: ConfigMap, CustomResourceDefinition");
    }

    @Test
    void what_is_unreadable_or_stands_twice_is_an_error() throws IOException {
        file("a.yaml", QUEUE.formatted("orders", 30));
        file("b.yaml", QUEUE.formatted("orders", 30));
        file("c.yaml", "a: [b\n");

        check();

        assertThat(exit).isEqualTo(1);
        assertThat(out)
                .contains("b.yaml:1: [manifest/duplicate] Queue shop/orders: stands twice, first at a.yaml:1")
                .contains("c.yaml:2: [manifest/unreadable]");
    }

    @Test
    void a_reference_to_nothing_in_the_folder_is_a_warning() throws IOException {
        file("a.yaml", QUEUE.formatted("orders", 30) + """
                redrivePolicy:
                  maxReceiveCount: 3
                  deadLetterTargetRef:
                    name: orders-ded
            """.indent(0) + "  providerConfigRef: {name: prod}\n");
        file("b.yaml", QUEUE.formatted("orders-dead", 30));

        check();

        assertThat(exit).as(out).isZero();
        assertThat(out)
                .contains("a.yaml:12: [references/missing] Queue shop/orders:"
                        + " spec.forProvider.redrivePolicy.deadLetterTargetRef: there is no Queue"
                        + " shop/orders-ded in this folder; did you mean orders-dead?")
                .contains("there is no ProviderConfig prod in this folder");
        check("--warnings-as-errors");
        assertThat(exit).isEqualTo(2);
    }

    @Test
    void a_policy_in_the_folder_denies_at_the_line_of_the_field() throws IOException {
        file("policies/p.yaml", POLICY.formatted("deny"));
        file("a.yaml", QUEUE.formatted("orders", 90));
        file("b.yaml", QUEUE.formatted("other", 30));

        check();

        assertThat(exit).as(out).isEqualTo(3);
        assertThat(out)
                .contains("fail  a.yaml:9: [short-timeouts/violation] Queue shop/orders:"
                        + " spec.forProvider.visibilityTimeout is 90 at ci, may be 60 (high; CIS-1.2)")
                .contains("1 failed, 1 passed");
    }

    @Test
    void a_policy_that_warns_does_not_deny() throws IOException {
        file("p.yaml", POLICY.formatted("warn"));
        file("a.yaml", QUEUE.formatted("orders", 90));

        check();

        assertThat(exit).as(out).isZero();
        assertThat(out).contains("warn  a.yaml:9: [short-timeouts/warning]");
    }

    @Test
    void denied_beats_an_error_and_one_broken_policy_hides_no_other() throws IOException {
        file("p.yaml", POLICY.formatted("deny"));
        file(
                "q.yaml",
                POLICY.formatted("deny")
                        .replace("short-timeouts", "broken")
                        .replace("violation contains", "violation contain"));
        file("a.yaml", QUEUE.formatted("orders", 90));

        check();

        assertThat(exit).as(out).isEqualTo(3);
        assertThat(out).contains("[short-timeouts/violation]").contains("q.yaml:15: [policy/rego] Policy broken:");
    }

    @Test
    void policies_of_another_folder_judge_too(@TempDir Path other) throws IOException {
        Files.writeString(other.resolve("policy.yaml"), POLICY.formatted("deny").replaceAll("(?s)  rego:.*", ""));
        Files.writeString(
                other.resolve("policy.rego"),
                "package p\n\n"
                        + "violation contains {\"msg\": \"no\", \"details\": {\"path\": \"region\", \"rule\":"
                        + " \"region\"}}\n");
        file("a.yaml", QUEUE.formatted("orders", 30));

        check("--policies", other.toString());

        assertThat(exit).as(out).isEqualTo(3);
        assertThat(out).contains("a.yaml:8: [short-timeouts/region] Queue shop/orders: no");
    }

    @Test
    void against_a_base_only_what_changed_is_looked_at_and_policies_see_what_was() throws Exception {
        file(
                "p.yaml",
                POLICY.formatted("deny")
                        .replace(
                                "violation contains",
                                "violation contains {\"msg\": msg} if {\n"
                                        + "    \tinput.change.operation != \"create\"\n"
                                        + "    \tmsg := sprintf(\"%s %v\", [input.change.operation, [f.path | some f in"
                                        + " input.change.diff]])\n"
                                        + "    }\n\n"
                                        + "    violation contains"));
        file("old.yaml", QUEUE.formatted("old", 90));
        file("changed.yaml", QUEUE.formatted("changed", 30));
        file("gone.yaml", QUEUE.formatted("gone", 30));
        try (var git = repository()) {
            file("changed.yaml", "---\n" + QUEUE.formatted("changed", 31));
            file("new.yaml", QUEUE.formatted("new", 90));
            Files.delete(folder.resolve("gone.yaml"));

            check("--base", "HEAD");

            assertThat(exit).as(out).isEqualTo(3);
            assertThat(out)
                    .contains("2 objects changed and 1 gone since HEAD, of 4")
                    .contains(
                            "new.yaml:9: [short-timeouts/violation] Queue shop/new: spec.forProvider.visibilityTimeout")
                    .contains("Queue shop/changed: update [\"spec.forProvider.visibilityTimeout\"]")
                    .contains("Queue shop/gone: delete")
                    .doesNotContain("old.yaml");

            commit(git);
            check("--base", "HEAD");
            assertThat(exit).as(out).isZero();
            assertThat(out).contains("0 objects changed and 0 gone since HEAD");
        }
    }

    @Test
    void a_policy_that_changes_judges_everything_and_a_deletion_is_told_to_who_refers() throws Exception {
        file("p.yaml", POLICY.formatted("deny").replace("> 60", "> 100"));
        file("old.yaml", QUEUE.formatted("old", 90) + "  providerConfigRef: {name: prod}\n");
        file(
                "config.yaml",
                "apiVersion: aws.sluice.dev/v1alpha1\nkind: ProviderConfig\nmetadata: {name: prod}\n"
                        + "spec: {region: eu-west-1, credentials: {source: Default}}\n");
        repository().close();
        Files.delete(folder.resolve("config.yaml"));
        check("--base", "HEAD");
        assertThat(out).contains("old.yaml:10: [references/missing]").doesNotContain("visibilityTimeout is");

        file("p.yaml", POLICY.formatted("deny"));
        check("--base", "main");
        assertThat(exit).as(out).isEqualTo(3);
        assertThat(out).contains("old.yaml:9: [short-timeouts/violation]");
    }

    @Test
    void a_revision_that_is_not_there_is_said_with_what_to_do() throws Exception {
        file("a.yaml", QUEUE.formatted("orders", 30));
        check("--base", "HEAD");
        assertThat(exit).isEqualTo(1);
        assertThat(out).contains("--base needs a Git repository");
        repository().close();
        check("--base", "nonsense");
        assertThat(exit).isEqualTo(1);
        assertThat(out).contains("--base nonsense: there is no such commit").contains("fetch-depth: 0");
    }

    @Test
    void policies_do_not_see_what_must_not_be_shown() throws IOException {
        file("p.yaml", """
            apiVersion: sluice.dev/v1alpha1
            kind: Policy
            metadata: {name: curious}
            spec:
              rego: |
                package p
                violation contains {"msg": json.marshal(input)} if input.review.kind.kind == "Secret"
            """);
        file("a.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: swordfish}\n");

        check("-o", "json");

        assertThat(exit).as(out).isEqualTo(3);
        assertThat(out).contains("(sensitive)").doesNotContain("swordfish");
    }

    @Test
    void links_are_not_followed_and_hidden_folders_are_left_out(@TempDir Path other) throws IOException {
        Files.writeString(other.resolve("outside.yaml"), QUEUE.formatted("outside", 30));
        Files.createSymbolicLink(folder.resolve("link.yaml"), other.resolve("outside.yaml"));
        file(".github/workflows/ci.yaml", "on: push\n");

        check();

        assertThat(exit).isEqualTo(1);
        assertThat(out)
                .contains("link.yaml:1: [manifest/unreadable] a link")
                .doesNotContain("ci.yaml")
                .contains("0 objects");
    }

    @Test
    void the_form_is_chosen_and_a_wrong_option_is_an_error_of_its_own() throws IOException {
        file("a.yaml", QUEUE.formatted("orders", 99999));

        check("-o", "sarif");
        assertThat(json().at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri")
                        .asText())
                .isEqualTo("a.yaml");
        check("-o", "junit");
        assertThat(out).startsWith("<?xml").contains("<error type=\"high\"");
        check("-o", "github");
        assertThat(out).startsWith("::error file=a.yaml,line=9,");
        check("-o", "nonsense");
        assertThat(exit).isEqualTo(1);
        assertThat(out).contains("there is no form 'nonsense': write one of text, json");
    }
}
