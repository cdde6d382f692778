package dev.sluice.gate.rego;

import static dev.sluice.gate.rego.Fixtures.change;
import static dev.sluice.gate.rego.Fixtures.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Policy;
import dev.sluice.api.Violation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PolicyCompilerTest {
    private static final String TAGS = """
            package tags

            violation contains {"msg": msg, "details": {"missing": missing}} if {
            	wanted := {t | some t in input.parameters.tags}
            	missing := wanted - {t | some t, _ in input.review.object.tags}
            	count(missing) > 0
            	msg := sprintf("%s %s lacks %v at %s", [input.review.kind.kind, input.review.name, missing, input.change.gate])
            }
            """;

    private final PolicyCompiler compiler = Fixtures.compiler();

    @Test
    void one_text_with_two_sets_of_parameters_is_two_policies() {
        var set = compiler.compile(Map.of(
                "team", spec(TAGS, "{\"tags\": [\"team\"]}"), "cost", spec(TAGS, "{\"tags\": [\"cost\", \"owner\"]}")));

        var judgement = set.judge(change("{\"tags\": {\"team\": \"a\"}}"));

        assertThat(judgement.violations()).singleElement().satisfies(v -> {
            assertThat(v.policy()).isEqualTo("cost");
            assertThat(v.message()).isEqualTo("Queue orders lacks {\"cost\", \"owner\"} at sync");
            assertThat(v.details().toString()).isEqualTo("{\"missing\":[\"cost\",\"owner\"]}");
            assertThat(v.revision()).hasSize(64);
        });
    }

    @Test
    void two_policies_may_choose_the_same_package_and_rule_names() {
        var set = compiler.compile(Map.of(
                "a", spec("package p\n\nx := 1\n\ndeny contains \"a\" if x == 1\n"),
                "b", spec("package p\n\nx := 2\n\ndeny contains \"b\" if x == 2\n")));

        assertThat(set.judge(change("{}")).violations())
                .extracting(Violation::message)
                .containsExactly("a", "b");
    }

    @Test
    void a_syntax_error_is_reported_with_its_line() {
        var broken = compiler.check("p", spec("package p\n\ndeny contains \"x\" if {\n\tinput.a ==\n}\n"));

        assertThat(broken).asInstanceOf(type(Checked.Broken.class)).satisfies(b -> {
            assertThat(b.errors().getFirst().line()).isBetween(4, 5);
            assertThat(b.message()).startsWith("The Rego does not compile: line ");
        });
    }

    @Test
    void an_unknown_function_is_reported_with_its_line() {
        var broken = compiler.check("p", spec("package p\n\ndeny contains \"x\" if nonsense(input)\n"));

        assertThat(broken).asInstanceOf(type(Checked.Broken.class)).satisfies(b -> {
            assertThat(b.errors().getFirst().line()).isEqualTo(3);
            assertThat(b.message()).contains("nonsense");
        });
    }

    @Test
    void functions_that_reach_the_network_do_not_exist_here() {
        var broken = compiler.check(
                "p",
                spec("package p\n\ndeny contains \"x\" if http.send({\"url\": \"http://x\", \"method\": \"GET\"})\n"));

        assertThat(broken)
                .asInstanceOf(type(Checked.Broken.class))
                .satisfies(b -> assertThat(b.message()).contains("http.send"));
    }

    @Test
    void a_policy_cannot_read_another_policys_rules() {
        for (var rego : List.of(
                "package p\n\ndeny contains \"x\" if data.sluice.policy\n",
                "package p\n\nimport data.q\n\ndeny contains \"x\" if q.y\n",
                "package p\n\ndeny contains \"x\" if { walk(data, [_, 1]) }\n")) {
            assertThat(compiler.check("p", spec(rego)))
                    .as(rego)
                    .asInstanceOf(type(Checked.Broken.class))
                    .satisfies(b -> assertThat(b.message()).contains("line 3").contains("data"));
        }
    }

    @Test
    void a_module_in_which_nothing_judges_is_refused() {
        assertThat(compiler.check("p", spec("package p\n\nallow := true\n")))
                .asInstanceOf(type(Checked.Broken.class))
                .satisfies(b -> assertThat(b.message()).contains("violation, deny or warn"));
    }

    @Test
    void strict_findings_are_warnings() {
        assertThat(compiler.check("p", spec("package p\n\ndeny contains \"x\" if { y := 1; input.a }\n")))
                .asInstanceOf(type(Checked.Compiled.class))
                .satisfies(c -> assertThat(c.warnings().getFirst().toString()).startsWith("line 3:"));
    }

    @Test
    void actions_decide_what_a_violation_does_and_warn_rules_never_reject() {
        var both = "package p\n\ndeny contains \"d\"\n\nwarn contains \"w\"\n";
        var set = compiler.compile(Map.of(
                "denies",
                spec(both),
                "warns",
                action(both, Policy.Action.WARN),
                "dry",
                action(both, Policy.Action.DRYRUN)));

        var judgement = set.judge(change("{}"));

        assertThat(judgement.violations()).extracting(Violation::policy).containsExactly("denies");
        assertThat(judgement.warnings()).extracting(Violation::policy).containsExactly("denies", "warns", "warns");
        assertThat(judgement.dryRuns()).extracting(Violation::policy).containsOnly("dry");
    }

    @Test
    void a_policy_that_does_not_end_is_stopped_and_rejects_and_the_others_still_speak() {
        var endless = """
                package p

                deny contains "never" if {
                	some a in numbers.range(1, 2000)
                	some b in numbers.range(1, 2000)
                	some c in numbers.range(1, 2000)
                	a + b + c == -1
                }
                """;
        var set = compiler.compile(
                Map.of("a-endless", spec(endless), "b-other", spec("package q\n\ndeny contains \"heard\"\n")));

        var judgement = set.judge(change("{}"));

        assertThat(judgement.violations()).hasSize(2);
        assertThat(judgement.violations().get(0).message())
                .contains("could not be evaluated")
                // Whichever bound a fast or a slow machine reaches first: time, or memory.
                .containsPattern("500 ms|opa_malloc");
        assertThat(judgement.violations().get(1).message()).isEqualTo("heard");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void rules_that_contradict_each_other_reject_by_their_own_policy() {
        var conflict =
                "package p\n\nx := 1 if input.review\n\nx := 2 if input.review\n\ndeny contains \"d\" if x == 1\n";

        var judgement = compiler.compile(Map.of("conflict", spec(conflict))).judge(change("{}"));

        assertThat(judgement.violations()).singleElement().satisfies(v -> {
            assertThat(v.policy()).isEqualTo("conflict");
            assertThat(v.message()).contains("could not be evaluated");
        });
    }

    @Test
    void a_flood_of_violations_is_cut_and_says_so() {
        var flood = "package p\n\ndeny contains sprintf(\"n%d\", [n]) if some n in numbers.range(1, 500)\n";

        var judgement = compiler.compile(Map.of("flood", spec(flood))).judge(change("{}"));

        assertThat(judgement.violations()).hasSize(101);
        assertThat(judgement.violations().getLast().message()).isEqualTo("and 400 more");
    }

    @Test
    void an_object_that_is_too_deep_or_too_large_is_an_error_and_never_a_pass() {
        var set =
                compiler.compile(Map.of("p", spec("package p\n\ndeny contains \"x\" if input.review.object.a == 1\n")));
        var deep = Fixtures.JSON.createObjectNode();
        var at = deep;
        for (int i = 0; i < 150; i++) {
            at = at.putObject("a");
        }
        var large = Fixtures.JSON.createObjectNode();
        IntStream.range(0, 4000).forEach(i -> large.put("k" + i, "v".repeat(1000)));

        assertThatThrownBy(() -> set.judge(change(GatePoint.SYNC, Operation.CREATE, deep, null)))
                .hasMessageContaining("nested");
        assertThatThrownBy(() -> set.judge(change(GatePoint.SYNC, Operation.CREATE, large, null)))
                .hasMessageContaining("larger");
    }

    @Test
    void equal_specifications_have_equal_digests_whatever_the_order_of_their_parameters() {
        assertThat(PolicyDefinition.digest(spec("package p", "{\"a\": 1, \"b\": 2}")))
                .isEqualTo(PolicyDefinition.digest(spec("package p", "{\"b\": 2, \"a\": 1}")))
                .isNotEqualTo(PolicyDefinition.digest(spec("package p", "{\"a\": 1, \"b\": 3}")));
    }

    @Test
    void rules_may_be_named_in_any_script() {
        var emoji =
                "package p\n\nreason[\"😀 世界 grüße\"] := \"smile\"\n\ndeny contains reason[k] if some k in [\"😀 世界 grüße\"]\n";

        assertThat(compiler.check("p", spec(emoji))).isInstanceOf(Checked.Compiled.class);
        assertThat(compiler.compile(Map.of("p", spec(emoji)))
                        .judge(change("{}"))
                        .violations())
                .extracting(Violation::message)
                .containsExactly("smile");
    }

    @Test
    void a_policy_may_have_more_constants_than_a_small_memory_holds() {
        var list = IntStream.range(0, 4000)
                .mapToObj(i -> "\"forbidden-name-%d-%s\"".formatted(i, "x".repeat(30)))
                .collect(Collectors.joining(",\n\t"));
        var rego =
                "package p\n\nforbidden := {\n\t%s,\n}\n\ndeny contains \"forbidden\" if input.review.object.name in forbidden\n"
                        .formatted(list);

        var set = compiler.compile(Map.of("p", spec(rego)));

        assertThat(set.judge(change("{\"name\": \"forbidden-name-3999-%s\"}".formatted("x".repeat(30))))
                        .violations())
                .hasSize(1);
        assertThat(set.judge(change("{\"name\": \"other\"}")).violations()).isEmpty();
    }

    @Test
    void a_rule_that_is_too_long_for_the_jvm_still_judges() {
        var conditions = IntStream.range(0, 2500)
                .mapToObj(i -> "\tobject.get(input.review.object, \"a%d\", 0) == 0".formatted(i))
                .collect(Collectors.joining("\n"));
        var rego = "package p\n\ndeny contains \"long\" if {\n%s\n}\n".formatted(conditions);

        var set = compiler.compile(Map.of("p", spec(rego)));

        assertThat(set.judge(change("{}")).violations()).hasSize(1);
        assertThat(set.judge(change("{\"a2499\": 1}")).violations()).isEmpty();
    }

    private static Policy.Spec action(String rego, Policy.Action action) {
        return Policy.Spec.of(rego).withAction(action);
    }
}
