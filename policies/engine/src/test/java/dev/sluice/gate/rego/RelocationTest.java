package dev.sluice.gate.rego;

import static dev.sluice.gate.rego.Fixtures.change;
import static dev.sluice.gate.rego.Fixtures.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sluice.api.Policy;
import dev.sluice.api.Violation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules are moved before they are compiled together; their authors must not notice. */
class RelocationTest {
    private static final String PREAMBLE = """
            package own.pkg

            text := "here"

            texts := {"here"}

            key := "k"

            table := {"k": "here"}

            echo(x) := x

            two(_) := 2

            """;

    private final PolicyCompiler compiler = Fixtures.compiler();

    @Test
    void a_policy_may_name_its_own_package() {
        var rules = List.of(
                "deny contains data.own.pkg.text",
                "deny contains data[\"own\"][\"pkg\"][\"text\"]",
                "deny contains data[\"own\"].pkg[`text`]",
                "deny contains m if { m := data.own.pkg.text }",
                "deny contains m if { some m in data.own.pkg.texts }",
                "deny contains m if { m := data.own.pkg.echo(data.own.pkg.text) }",
                "deny contains m if { m := data.own.pkg.echo([data.own.pkg.text, data.own.pkg.text][0]) }",
                "deny contains m if { m := data.own.pkg.table[data.own.pkg.key] }",
                "deny contains m if { m := {data.own.pkg.key: data.own.pkg.text}[data.own.pkg.key] }",
                "deny contains m if { every t in data.own.pkg.texts { t == data.own.pkg.text }; m := data.own.pkg.text }",
                "deny contains m if { not data.own.pkg.missing; m := data.own.pkg.text }",
                "deny contains m if { x := [t | t := data.own.pkg.texts[_]]; m := x[0] }",
                "deny contains data.own.pkg.text if \"grüße 世界 😀\" != data.own.pkg.text",
                "deny contains m if { \"😀😀\" == \"😀😀\"; m := data.own.pkg.text }",
                "deny contains m if { `raw 世` != `x`; m := data.own.pkg.text } # data.own.pkg.text",
                "deny contains m if {\r\n\tm := data.own.pkg.text\r\n}\r\n",
                "deny contains m if {\n\tx := `two\nlines 😀`; m := data.own.pkg.text\n\tx != \"\"\n}",
                "deny contains \"here\" if data.own.pkg.text == \"there\" with data.own.pkg.text as \"there\"",
                "deny contains \"here\" if data.own.pkg.echo(1) == 2 with data.own.pkg.echo as data.own.pkg.two",
                "deny contains $\"{data.own.pkg.text}\"",
                "deny contains $\"😀 {data.own.pkg.text}\" if data.own.pkg.text",
                "obj[data.own.pkg.key] := data.own.pkg.text\n\ndeny contains obj.k",
                "f(x) := data.own.pkg.text if x == 1\n\nelse := data.own.pkg.key\n\ndeny contains f(1)",
                "data_x := data.own.pkg.text\n\ndeny contains data_x",
                "database := {\"data\": data.own.pkg.text}\n\ndeny contains data.own.pkg.database.data");

        assertThat(messages(rules.stream().map((PREAMBLE + "%s\n")::formatted).toList()))
                .hasSize(rules.size())
                .allSatisfy((rego, messages) ->
                        assertThat(messages).as(rego).singleElement().asString().contains("here"));
    }

    @Test
    void imports_of_the_own_package_and_of_the_language_work() {
        var rules = List.of(
                "import data.own.pkg\n\ntext := \"here\"\n\ndeny contains pkg.text",
                "import data.own.pkg as me\n\ntext := \"here\"\n\ndeny contains me.text",
                "import data.own.pkg.text as words\n\ntext := \"here\"\n\ndeny contains words",
                "import data.own[\"pkg\"].text as words\n\ntext := \"here\"\n\ndeny contains words",
                "import rego.v1\n\ndeny contains \"here\"",
                "import future.keywords.contains\nimport future.keywords.if\n\ndeny contains \"here\" if true",
                "import input.review.object as thing\n\ndeny contains thing.text");

        assertThat(messages(
                        rules.stream().map("package own.pkg\n\n%s\n"::formatted).toList()))
                .hasSize(rules.size())
                .allSatisfy((rego, messages) -> assertThat(messages).as(rego).containsExactly("here"));
    }

    @Test
    void a_package_may_have_any_name() {
        var rules = List.of(
                "package p",
                "package a.b.c",
                "package a[\"b-c\"]",
                "package a[\"b-c\"].d[\"e f\"]",
                "package a[\"ü😀\"]",
                "package deny",
                "package sluice.policy",
                "package sluice.entry.p",
                "package data_",
                "# package not.this\n\n# package nor[\"this\"]\npackage p",
                "\n\n\npackage p # package q",
                "# METADATA\n# title: package p\n# description: data.x.y\npackage p",
                "package  p");

        assertThat(messages(rules.stream()
                        .map("%s\n\nimport rego.v1\n\nlevel := 1\n\ndeny contains \"here\" if level == 1\n"::formatted)
                        .toList()))
                .hasSize(rules.size())
                .allSatisfy((rego, messages) -> assertThat(messages).as(rego).containsExactly("here"));
    }

    @Test
    void a_package_with_brackets_is_named_with_brackets() {
        var rego = """
                package a["b-c"].d

                level := "here"

                deny contains data.a["b-c"].d.level
                """;

        assertThat(messages(rego)).containsExactly("here");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deny contains \"x\" if data.other.pkg.y",
                "deny contains \"x\" if data.own",
                "deny contains \"x\" if data.own.pk.y",
                "deny contains \"x\" if data.own[input.which].y",
                "deny contains \"x\" if data[\"own\"].y",
                "deny contains \"x\" if data[input.which]",
                "deny contains \"x\" if data",
                "deny contains \"x\" if count(data) > 0",
                "deny contains \"x\" if { some y in data.others; y }",
                "deny contains \"x\" if { [y | y := data.others[_]] }",
                "deny contains \"x\" if not data.others.y",
                "deny contains data.others.y",
                "deny contains $\"{data.others.y}\"",
                "deny contains \"x\" if data.own.pkg.table[data.others.y]",
                "deny contains \"x\" if input.x with input as data.others",
                "deny contains \"x\" if input.x with data.others as {}",
                "deny contains \"x\" if input.x with data as {}",
                "deny contains \"x\" if data.others.f(1)",
                "deny contains \"x\" if { walk(data, [_, 1]) }",
                "deny contains \"x\" if data.sluice.policy",
                "deny contains \"x\" if data.sluice.entry",
                "f(x) := 1 if x == 2 else := data.others.y",
                "default level := 1 \n level := data.others.y if input.x"
            })
    void the_data_of_others_is_refused_at_its_line(String rule) {
        var line = rule.startsWith("default") ? 7 : 6;
        var rego = "package own.pkg\n\n# ü data.others is only told of here\ntext := \"data.others\"\n\n" + rule
                + "\n\ndeny contains \"y\"\n";

        assertThat(compiler.check("p", spec(rego)))
                .asInstanceOf(type(Checked.Broken.class))
                .satisfies(b -> {
                    assertThat(b.errors())
                            .isNotEmpty()
                            .allSatisfy(e -> assertThat(e.line()).isEqualTo(line));
                    assertThat(b.message()).contains("other packages is not available");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"import data.other", "import data.own", "import data", "import data.own.pk as pkg"})
    void imports_of_others_are_refused_at_their_line(String imported) {
        var rego = "package own.pkg\n\n" + imported + "\n\ndeny contains \"y\"\n";

        assertThat(compiler.check("p", spec(rego)))
                .asInstanceOf(type(Checked.Broken.class))
                .satisfies(b -> assertThat(b.message()).contains("line 3").contains("other packages"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deny(x) if x == 1",
                "deny if input.x",
                "deny := true",
                "deny := \"words\"",
                "deny := [\"words\"]",
                "deny := {\"msg\": \"words\"}",
                "deny[x] := \"words\" if x := input.x",
                "deny.because contains \"words\"",
                "deny[{\"msg\": \"words\"}] if input.x",
                "default deny := false",
                "violation[msg] := true if msg := input.x"
            })
    void what_judges_must_be_a_set_and_the_error_says_how(String rule) {
        var rego = "package p\n\n# first\n" + rule + "\n";

        assertThat(compiler.check("p", spec(rego)))
                .asInstanceOf(type(Checked.Broken.class))
                .satisfies(b -> assertThat(b.message())
                        .contains("line 4")
                        .contains("must be a set of messages")
                        .contains(" contains "));
    }

    @Test
    void a_set_of_messages_may_be_written_in_many_ways() {
        var rules = List.of(
                "deny := {\"here\"}",
                "deny := {m | m := \"here\"}",
                "deny := words\n\nwords contains \"here\"",
                "deny contains {\"msg\": \"here\"}",
                "violation contains {\"msg\": \"here\", \"details\": {\"a\": 1}}",
                "default deny := {\"here\"}\n\ndeny := {\"x\"} if input.nothing");

        assertThat(messages(rules.stream().map("package p\n\n%s\n"::formatted).toList()))
                .hasSize(rules.size())
                .allSatisfy((rego, messages) -> assertThat(messages).as(rego).containsExactly("here"));
    }

    @Test
    void what_turns_out_not_to_be_a_set_rejects_and_names_the_rule() {
        var rego = "package p\n\nwords := {\"msg\": \"x\"}\n\ndeny := words\n";

        assertThat(messages(rego)).containsExactly("this policy could not be evaluated: its rule deny is not a set");
    }

    @Test
    void errors_speak_of_the_authors_lines_and_names() {
        var rego = """
                package own.pkg

                level := 1

                deny contains data.own.pkg.nowhere.to.be.found(1)

                deny contains "x" if level + "one" == 2

                deny contains "y" if data.own.pkg.level("a")
                """;

        assertThat(compiler.check("p", spec(rego)))
                .asInstanceOf(type(Checked.Broken.class))
                .satisfies(b -> {
                    assertThat(b.errors()).extracting(Finding::line).contains(5);
                    assertThat(b.message()).doesNotContain("sluice.policy").contains("data.own.pkg.nowhere");
                });
    }

    @Test
    void conflicts_that_opa_finds_are_told_in_the_authors_words() {
        var rego = "package own.pkg\n\nr := s\n\ns := r\n\ndeny contains \"x\" if r == 1\n";

        assertThat(compiler.check("p", spec(rego)))
                .asInstanceOf(type(Checked.Broken.class))
                .satisfies(b -> {
                    assertThat(b.message())
                            .contains("recursive")
                            .contains("data.own.pkg.r")
                            .doesNotContain("sluice.policy");
                    assertThat(b.errors()).extracting(Finding::line).isSubsetOf(3, 5);
                });
    }

    @Test
    void thirty_policies_of_one_package_do_not_see_each_other() {
        var rego = new TreeMap<String, Policy.Spec>();
        for (int i = 100; i < 130; i++) {
            rego.put(
                    "p" + i,
                    spec(
                            "package shared\n\nvalue := %d\n\nfound contains x if some x in [data.shared.value]\n\ndeny contains sprintf(\"%%v\", [found])\n"
                                    .formatted(i)));
        }

        var said = compiler.compile(rego).judge(change("{}")).violations();

        assertThat(said)
                .hasSize(30)
                .allSatisfy(v -> assertThat(v.message())
                        .isEqualTo("{%s}".formatted(v.policy().substring(1))));
    }

    private List<String> messages(String rego) {
        return messages(List.of(rego)).get(rego);
    }

    /** By module, compiled together and judged together. */
    private Map<String, List<String>> messages(List<String> modules) {
        var specs = new TreeMap<String, Policy.Spec>();
        modules.forEach(rego -> specs.put("p" + modules.indexOf(rego), spec(rego)));
        var violations =
                compiler.compile(specs).judge(change("{\"text\": \"here\"}")).violations();
        return modules.stream()
                .collect(Collectors.toMap(
                        rego -> rego,
                        rego -> violations.stream()
                                .filter(v -> v.policy().equals("p" + modules.indexOf(rego)))
                                .map(Violation::message)
                                .toList()));
    }
}
