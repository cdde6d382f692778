package dev.sluice.gate.rego;

import static dev.sluice.gate.rego.Fixtures.change;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sluice.api.Policy.RegoVersion;
import dev.sluice.api.Violation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Policies of several modules, and of the syntax before OPA 1.0, as Gatekeeper's templates are. */
class LibrariesTest {
    private static final String LABELS = """
            package k8srequiredlabels

            import data.lib.helpers
            import data.lib.other as o

            violation[{"msg": msg, "details": {"missing": missing}}] {
              missing := helpers.missing(input)
              count(missing) > 0
              msg := sprintf("%v %v %v", [missing, o.word, data.lib.other.word])
            }
            """;
    private static final String HELPERS = """
            package lib.helpers

            import data.lib.other

            missing(given) = m {
              m := {x | x := given.parameters.labels[_]} - {l | given.review.object.metadata.labels[l]}
              other.word
            }
            """;

    private final PolicyCompiler compiler = Fixtures.compiler();

    @Test
    void a_template_with_libraries_in_the_old_syntax_judges() {
        var policy = policy("p", labels("one"), "{\"labels\": [\"team\", \"app\"]}");

        assertThat(compiler.check(policy)).isInstanceOf(Checked.Compiled.class);
        assertThat(said(policy)).containsExactly("p: {\"team\"} one one");
    }

    @Test
    void old_and_new_syntax_stand_in_one_set_and_no_policy_sees_anothers_libraries() {
        var rego = "package k8srequiredlabels\n\nimport data.lib.other\n\ndeny contains other.word if true\n";
        var modern = new RegoText(rego, List.of("package lib.other\n\nword := \"new\" if true\n"), RegoVersion.V1);

        assertThat(said(
                        policy("a", labels("one"), "{\"labels\": [\"x\"]}"),
                        policy("b", labels("two"), "{\"labels\": [\"x\"]}"),
                        policy("c", modern, null),
                        policy("d", RegoText.of("package p\n\ndeny contains \"alone\"\n"), null)))
                .containsExactly("a: {\"x\"} one one", "b: {\"x\"} two two", "c: new", "d: alone");
    }

    @Test
    void a_policy_without_the_library_does_not_see_it() {
        var alone = new RegoText(LABELS, List.of(), RegoVersion.V0);
        var peeping =
                new RegoText(LABELS, List.of(HELPERS, "package lib.other\n\nword = data.secret.x\n"), RegoVersion.V0);

        assertThat(broken(alone)).contains("line 3: data of other packages", "line 4: data of other packages");
        assertThat(broken(peeping)).contains("library 2, line 3: data of other packages");
    }

    @Test
    void errors_name_the_library_and_the_line_in_it() {
        var syntax = new RegoText(LABELS, List.of(HELPERS, "package lib.other\n\nword = )\n"), RegoVersion.V0);
        var unknown = new RegoText(
                LABELS,
                List.of(HELPERS, "package lib.other\n\n# one\nword = x { x := nonsense(1) }\n"),
                RegoVersion.V0);
        var typed = new RegoText(
                LABELS.replace("o.word", "o.word.x(1)"), labels("x").libraries(), RegoVersion.V0);
        var modern = new RegoText(LABELS, labels("x").libraries(), RegoVersion.V1);

        assertThat(broken(syntax)).contains("library 2, line 3: ");
        assertThat(broken(unknown)).contains("library 2, line 4: ").contains("nonsense");
        assertThat(broken(typed)).contains("line 9: ").doesNotContain("library").doesNotContain("sluice.policy");
        assertThat(broken(modern))
                .contains("line 6: ")
                .contains("library 1, line 5: ")
                .contains("`if` keyword");
    }

    @Test
    void strict_findings_of_libraries_and_of_the_old_syntax_are_warnings_with_their_lines() {
        var rego = LABELS.replace("count(missing) > 0", "count(missing) > 0; unused := 1");
        var library = "package lib.other\n\nword = x { y := 1; x := \"one\" }\n";

        assertThat(compiler.check(policy("p", new RegoText(rego, List.of(HELPERS, library), RegoVersion.V0), null)))
                .asInstanceOf(type(Checked.Compiled.class))
                .satisfies(c -> assertThat(c.warnings())
                        .extracting(Finding::toString)
                        .containsExactlyInAnyOrder(
                                "line 8: assigned var unused unused", "library 2, line 3: assigned var y unused"));
    }

    @Test
    void what_must_be_a_set_is_told_in_the_syntax_of_the_policy() {
        assertThat(broken(new RegoText("package p\n\ndeny(x) { x == 1 }\n", List.of(), RegoVersion.V0)))
                .contains("line 3: deny must be a set of messages: write `deny[\"what is wrong\"] { … }`");
        assertThat(broken(new RegoText("package p\n\nallow = true\n", List.of(), RegoVersion.V0)))
                .contains("for example `violation[{\"msg\": \"what is wrong\"}] { … }`");
    }

    @Test
    void a_library_may_be_imported_by_what_is_above_it() {
        var rego = "package p\n\nimport data.lib\n\ndeny contains lib.a.x\n\ndeny contains data.lib[\"b\"].x\n";
        var libraries = List.of("package lib.a\n\nx := \"a\"\n", "package lib.b\n\nx := \"b\"\n");

        assertThat(said(policy("p", new RegoText(rego, libraries, RegoVersion.V1), null)))
                .containsExactly("p: a", "p: b");
    }

    @Test
    void too_much_rego_is_refused_before_it_is_parsed() {
        var many = new ArrayList<String>();
        for (int i = 0; i < 65; i++) {
            many.add("package lib.a%d\n".formatted(i));
        }

        assertThat(broken(new RegoText("package p\n", many, RegoVersion.V1))).contains("more than 64 libraries");
        assertThat(broken(new RegoText("package p\n", List.of("#".repeat(262_145)), RegoVersion.V1)))
                .contains("library 1: the module is longer than 262144 characters");
    }

    private static RegoText labels(String word) {
        return new RegoText(
                LABELS, List.of(HELPERS, "package lib.other\n\nword = \"%s\"\n".formatted(word)), RegoVersion.V0);
    }

    private String broken(RegoText rego) {
        return compiler.check(policy("p", rego, null)) instanceof Checked.Broken broken
                ? broken.message()
                : "it is not broken";
    }

    private List<String> said(PolicyDefinition... policies) {
        var object = "{\"metadata\": {\"labels\": {\"app\": \"x\"}}}";
        return Fixtures.judged(compiler.compile(List.of(policies)), change(object)).violations().stream()
                .map((Violation v) -> v.policy() + ": " + v.message())
                .toList();
    }

    private static PolicyDefinition policy(String name, RegoText rego, String parameters) {
        return Fixtures.policy(name, rego, parameters == null ? null : Fixtures.json(parameters), null, List.of());
    }
}
