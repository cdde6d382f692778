package dev.sluice.gate.rego;

import static dev.sluice.gate.rego.Fixtures.change;
import static dev.sluice.gate.rego.Fixtures.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Policy.InventoryKind;
import dev.sluice.api.Policy.RegoVersion;
import dev.sluice.gate.Inventory.Contents;
import dev.sluice.gate.Inventory.Snapshot;
import dev.sluice.gate.Namespaces;
import dev.sluice.gate.PolicySet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Policies that need a function which this process lacks: a real OPA beside it answers. */
class ServerPoliciesTest {
    private static final InventoryKind NAMESPACES = new InventoryKind("", "v1", "Namespace");

    /** Holds, and is known to OPA alone. */
    private static final String ELSEWHERE = "rego.parse_module(\"x.rego\", \"package x\")";

    private final Snapshot cluster = new Snapshot(Map.of(
            NAMESPACES, new Contents.Objects(List.of(json("{\"metadata\": {\"name\": \"here\"}}")), Instant.EPOCH)));
    private final PolicyCompiler compiler =
            new PolicyCompiler(Fixtures.OPA, Namespaces.UNKNOWN, () -> cluster, InstantSource.system());

    @AfterEach
    void end() {
        compiler.close();
        assertThat(servers()).isEmpty();
    }

    @Test
    void a_policy_that_needs_what_is_lacking_here_says_so_and_judges() {
        var rego = """
                package p

                deny contains {"msg": msg, "details": {"of": input.change.gate}} if {
                	%s
                	msg := sprintf("%%s of %%v %%v", [input.review.name, input.parameters.list, {1, 2}])
                }
                """.formatted(ELSEWHERE);
        var policy = policy("p", rego, json("{\"list\": [1, \"ü\"]}"), null);

        assertThat(compiler.check(policy))
                .asInstanceOf(type(Checked.Compiled.class))
                .satisfies(c -> {
                    assertThat(c.engine()).isEqualTo(Engine.SERVER);
                    assertThat(c.lacking()).containsExactly("rego.parse_module");
                });
        assertThat(set(policy).judge(change("{}")).violations()).singleElement().satisfies(v -> {
            assertThat(v.message()).isEqualTo("orders of [1, \"ü\"] {1, 2}");
            assertThat(v.details().toString()).isEqualTo("{\"of\":\"sync\"}");
        });
    }

    @Test
    void both_engines_judge_one_change_and_a_policy_with_nothing_to_say_admits() {
        var set = set(
                policy("a", "package p\n\ndeny contains \"here\"\n", null, null),
                policy("b", "package p\n\ndeny contains \"there\" if %s\n".formatted(ELSEWHERE), null, null),
                policy("c", "package p\n\ndeny contains \"no\" if not %s\n".formatted(ELSEWHERE), null, null));

        assertThat(said(set)).containsExactly("a: here", "b: there");
    }

    @Test
    void functions_that_reach_the_network_exist_nowhere() {
        for (var call : List.of(
                "http.send({\"method\": \"get\", \"url\": \"x\"})",
                "net.lookup_ip_addr(\"x\")",
                "json.match_schema({}, {\"$ref\": \"http://127.0.0.1/\"})")) {
            assertThat(compiler.check(policy(
                            "p",
                            "package p\n\ndeny contains \"x\" if {\n\t%s\n\t%s\n}\n".formatted(ELSEWHERE, call),
                            null,
                            null)))
                    .asInstanceOf(type(Checked.Broken.class))
                    .satisfies(b -> assertThat(b.errors()).singleElement().satisfies(e -> {
                        assertThat(e.line()).isEqualTo(5);
                        assertThat(e.message()).startsWith("undefined function").doesNotContain("parse_module");
                    }));
        }
    }

    @Test
    void libraries_the_old_syntax_documents_and_inventory_work_there_too() {
        var rego = """
                package p

                import data.lib.words

                deny[msg] {
                	rego.parse_module("x.rego", "package x")
                	msg := sprintf("%s %v %v", [words.one, data.documents.sizes, [n | data.inventory.cluster.v1.Namespace[n]]])
                }
                """;
        var text = new RegoText(rego, List.of("package lib.words\n\none = \"1\"\n"), RegoVersion.V0);

        assertThat(said(set(
                        Fixtures.policy("a", text, null, json("{\"sizes\": [1]}"), List.of(NAMESPACES)),
                        Fixtures.policy("b", text, null, json("{\"sizes\": [2]}"), List.of(NAMESPACES)))))
                .containsExactly("a: 1 [1] [\"here\"]", "b: 1 [2] [\"here\"]");
    }

    @Test
    void what_goes_wrong_there_rejects_and_hides_nobody() {
        var set = set(
                policy(
                        "a-conflict",
                        "package p\n\nx := 1 if input.review\n\nx := 2 if %s\n\ndeny contains \"d\" if x == 1\n"
                                .formatted(ELSEWHERE),
                        null,
                        null),
                policy(
                        "b-endless",
                        "package p\n\ndeny contains \"d\" if { %s; some a in numbers.range(1, 3000); some b in numbers.range(1, 3000); some c in numbers.range(1, 3000); a + b + c == -1 }\n"
                                .formatted(ELSEWHERE),
                        null,
                        null),
                policy(
                        "c-flood",
                        "package p\n\ndeny contains {\"msg\": \"d\", \"details\": [x | some a in numbers.range(1, 20); x := numbers.range(1, 20000)]} if %s\n"
                                .formatted(ELSEWHERE),
                        null,
                        null),
                policy(
                        "d-no-set",
                        "package p\n\nx := input.review\n\ndeny := x if %s\n".formatted(ELSEWHERE),
                        null,
                        null),
                policy("e-fine", "package p\n\ndeny contains \"heard\" if %s\n".formatted(ELSEWHERE), null, null));

        var said = said(set);

        assertThat(said).hasSize(5);
        assertThat(said.get(0))
                .startsWith("a-conflict: this policy could not be evaluated: ")
                .contains("conflict");
        assertThat(said.get(1))
                .startsWith("b-endless: this policy could not be evaluated: ")
                .contains("500 ms");
        assertThat(said.get(2))
                .startsWith("c-flood: this policy could not be evaluated: ")
                .containsPattern("larger than|500 ms");
        assertThat(said.get(3)).isEqualTo("d-no-set: this policy could not be evaluated: its rule deny is not a set");
        assertThat(said.get(4)).isEqualTo("e-fine: heard");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void a_server_that_dies_is_started_again() {
        var set = set(policy("p", "package p\n\ndeny contains \"heard\" if %s\n".formatted(ELSEWHERE), null, null));
        assertThat(said(set)).containsExactly("p: heard");

        var killed = server();
        killed.destroyForcibly();

        await(() -> !killed.isAlive());
        assertThat(said(set)).hasSize(1);
        await(() -> said(set).equals(List.of("p: heard")));
        assertThat(servers()).hasSize(1).doesNotContain(killed);
    }

    @Test
    void sets_are_answered_by_their_own_modules_and_no_more_than_two_servers_run() {
        var sets = List.of(generation(1), generation(2), generation(3));

        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < sets.size(); i++) {
                assertThat(said(sets.get(i))).containsExactly("p: generation " + (i + 1));
                assertThat(servers()).hasSizeLessThanOrEqualTo(2);
            }
        }
    }

    @Test
    void a_policy_cannot_read_this_process_environment_there() {
        var rego =
                "package p\n\ndeny contains json.marshal(object.keys(opa.runtime().env)) if %s\n".formatted(ELSEWHERE);

        assertThat(said(set(policy("p", rego, null, null)))).containsExactly("p: []");
    }

    @Test
    void no_server_outlives_a_process_that_was_killed() throws Exception {
        var java = ProcessHandle.current().info().command().orElseThrow();
        var killed = new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), WithServer.class.getName(), ELSEWHERE)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var said = killed.inputReader()) {
            assertThat(said.readLine()).isEqualTo("p: heard");
            var left = killed.descendants().toList();
            assertThat(left).anySatisfy(p -> assertThat(p.info().command()).contains(Fixtures.OPA.toString()));

            killed.destroyForcibly();

            await(() -> left.stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            killed.destroyForcibly();
        }
    }

    /** Runs a server and waits to be killed. */
    static final class WithServer {
        private WithServer() {}

        public static void main(String[] arguments) throws InterruptedException {
            try (var compiler = Fixtures.compiler()) {
                var rego = "package p\n\ndeny contains \"heard\" if %s\n".formatted(arguments[0]);
                System.out.println(said(compiler.compile(List.of(policy("p", rego, null, null))))
                        .getFirst());
                Thread.sleep(Duration.ofMinutes(5));
            }
        }
    }

    private PolicySet generation(int number) {
        return set(policy(
                "p", "package p\n\ndeny contains \"generation %d\" if %s\n".formatted(number, ELSEWHERE), null, null));
    }

    private PolicySet set(PolicyDefinition... policies) {
        return compiler.compile(List.of(policies));
    }

    private static List<String> said(PolicySet set) {
        return set.judge(change("{}")).violations().stream()
                .map(v -> v.policy() + ": " + v.message())
                .toList();
    }

    private static ProcessHandle server() {
        return Optional.of(servers())
                .filter(all -> all.size() == 1)
                .orElseThrow()
                .getFirst();
    }

    /** OPAs below this process; the shell that watches over one is its parent. */
    private static List<ProcessHandle> servers() {
        return ProcessHandle.current()
                .descendants()
                .filter(p -> p.info()
                        .command()
                        .orElse("")
                        .equals(Fixtures.OPA.toAbsolutePath().toString()))
                .toList();
    }

    private static void await(BooleanSupplier condition) {
        var end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not happen in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static PolicyDefinition policy(String name, String rego, JsonNode parameters, JsonNode documents) {
        return Fixtures.policy(name, RegoText.of(rego), parameters, documents, List.of());
    }
}
