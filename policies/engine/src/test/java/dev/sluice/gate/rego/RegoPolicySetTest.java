package dev.sluice.gate.rego;

import static dev.sluice.gate.rego.Fixtures.change;
import static dev.sluice.gate.rego.Fixtures.spec;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Policy;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import dev.sluice.gate.Decision;
import dev.sluice.gate.Gate;
import dev.sluice.gate.PolicySet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegoPolicySetTest {
    /** Policies that cannot say what they would have said, by what they do. */
    private static final Map<String, String> FAILING = failing();

    private static final String HEARD = "package p\n\ndeny contains sprintf(\"heard %s\", [input.review.name])\n";

    @TempDir
    private Path folder;

    private final PolicyCompiler compiler = Fixtures.compiler();

    private static Map<String, String> failing() {
        var failing = new LinkedHashMap<String, String>();
        failing.put("conflict", "x := 1 if input.review\n\nx := 2 if input.review\n\ndeny contains \"d\" if x == 1");
        failing.put(
                "endless",
                "deny contains \"d\" if { some a in numbers.range(1, 3000); some b in numbers.range(1, 3000); some c in numbers.range(1, 3000); a + b + c == -1 }");
        failing.put(
                "endless-in-the-host",
                "many := [sprintf(\"%d\", [n]) | some n in numbers.range(1, 4000)]\n\n"
                        + "deny contains \"d\" if { some n in numbers.range(1, 4000); strings.any_prefix_match(many, [sprintf(\"x%d\", [n])]) }");
        failing.put(
                "greedy",
                "deny contains \"d\" if count([x | some a in numbers.range(1, 3000); x := numbers.range(1, 3000)]) > 1");
        failing.put(
                "flooding",
                "deny contains {\"msg\": \"d\", \"details\": [x | some a in numbers.range(1, 8); x := input.review.object.brackets]}");
        failing.put("deep", "deny contains \"d\" if json.unmarshal(input.review.object.brackets)");
        failing.put("deep-for-the-host", "deny contains sprintf(\"%v\", [json.unmarshal(input.review.object.fewer)])");
        failing.put(
                "long-message",
                "deny contains sprintf(\"%1000000d%1000000d%1000000d%1000000d%1000000d\", [1, 2, 3, 4, 5])");
        failing.put("not-a-set", "deny := x if x := input.review.object");
        failing.put("no-message", "deny contains x if some x in numbers.range(1, 500)");
        return failing;
    }

    @Test
    void a_policy_that_fails_rejects_and_hides_nobody() {
        var specs = new TreeMap<String, Policy.Spec>();
        FAILING.forEach((name, rules) -> {
            specs.put(name + "-failing", spec("package p\n\n%s\n".formatted(rules)));
            specs.put(name + "-z-other", spec(HEARD));
        });
        var object = Fixtures.JSON
                .createObjectNode()
                .put("brackets", "[".repeat(200_000))
                .put("fewer", "[".repeat(400) + "]".repeat(400));

        var judgement = compiler.compile(specs).judge(change(GatePoint.SYNC, Operation.CREATE, object, null));

        for (var name : FAILING.keySet()) {
            assertThat(said(judgement, name + "-failing"))
                    .as(name)
                    .singleElement()
                    .asString()
                    .startsWith("this policy could not be evaluated: ");
            assertThat(said(judgement, name + "-z-other")).as(name).containsExactly("heard orders");
        }
        // Whichever bound a fast or a slow machine reaches first: time, or memory.
        assertThat(said(judgement, "endless-failing").getFirst()).containsAnyOf("500 ms", "opa_malloc");
        assertThat(said(judgement, "greedy-failing").getFirst()).containsAnyOf("opa_malloc", "500 ms");
        assertThat(said(judgement, "flooding-failing").getFirst()).containsAnyOf("larger than", "500 ms");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void a_policy_that_does_not_end_is_stopped_by_the_time_limit() {
        // OPA's own WebAssembly does not come back from this, and takes no memory meanwhile.
        var set = compiler.compile(Map.of(
                "a-endless", spec("package p\n\ndeny contains replace(input.review.name, \"\", \"x\")\n"),
                "b-other", spec("package q\n\ndeny contains \"heard\"\n")));

        var judgement = set.judge(change("{}"));

        assertThat(said(judgement, "a-endless")).singleElement().asString().contains("500 ms");
        assertThat(said(judgement, "b-other")).containsExactly("heard");
    }

    @Test
    void a_policy_that_only_warns_or_records_rejects_too_when_it_cannot_be_evaluated() {
        var rego = "package p\n\n%s\n".formatted(FAILING.get("conflict"));
        var set = compiler.compile(Map.of(
                "warns", action(rego, Policy.Action.WARN),
                "records", action(rego, Policy.Action.DRYRUN)));

        assertThat(set.judge(change("{}")).violations())
                .extracting(Violation::policy)
                .containsExactly("records", "warns");
    }

    @Test
    void an_instance_that_failed_is_not_used_again() {
        var set = compiler.compile(
                Map.of(
                        "a",
                        spec(
                                "package p\n\nx := 1 if input.review\n\nx := 2 if input.review.object.fail\n\ndeny contains \"fine\" if x == 1\n")));

        for (int i = 0; i < 50; i++) {
            assertThat(set.judge(change("{\"fail\": true}"))
                            .violations()
                            .getFirst()
                            .message())
                    .contains("could not be evaluated");
            assertThat(set.judge(change("{}")).violations().getFirst().message())
                    .isEqualTo("fine");
        }
    }

    @Test
    void an_input_at_the_limits_is_judged_and_one_beyond_them_is_an_error() {
        var set = compiler.compile(
                Map.of(
                        "p",
                        spec(
                                "package p\n\ndeny contains sprintf(\"%d keys\", [count(input.review.object)]) if count(input.review.object) > 50\n")));
        var large = Fixtures.JSON.createObjectNode();
        IntStream.range(0, 2_900).forEach(i -> large.put("k" + i, "v".repeat(1000)));
        var tooLarge = large.deepCopy();
        IntStream.range(2_900, 3_200).forEach(i -> tooLarge.put("k" + i, "v".repeat(1000)));

        assertThat(set.judge(change(GatePoint.SYNC, Operation.CREATE, large, null))
                        .violations())
                .extracting(Violation::message)
                .containsExactly("2900 keys");
        assertThat(set.judge(change(GatePoint.SYNC, Operation.CREATE, nested(97), null))
                        .violations())
                .isEmpty();
        assertThatThrownBy(() -> set.judge(change(GatePoint.SYNC, Operation.CREATE, tooLarge, null)))
                .hasMessageContaining("larger than 3145728 bytes");
        assertThatThrownBy(() -> set.judge(change(GatePoint.SYNC, Operation.CREATE, nested(101), null)))
                .hasMessageContaining("nested more than 100 deep");
    }

    @Test
    void keys_chosen_to_collide_do_not_hold_a_decision_up() {
        var set = compiler.compile(Map.of("p", spec("package p\n\ndeny contains \"x\" if input.review.object.a\n")));
        var object = Fixtures.JSON.createObjectNode();
        colliding(15).forEach(key -> object.put(key, 1));

        var begun = Instant.now();
        assertThatThrownBy(() -> set.judge(change(GatePoint.SYNC, Operation.CREATE, object, null)))
                .hasMessageContaining("took longer");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(10));
        assertThat(set.judge(change("{\"a\": 1}")).violations()).hasSize(1);
    }

    @Test
    void messages_come_in_the_order_of_their_text_and_are_cut_between_characters() {
        var rego = """
                package p

                deny contains m if some m in ["b", "ü", "a", "c", "B"]

                deny contains sprintf("%s%s", [sprintf("%1999d", [1]), "😀😀"])
                """;

        var messages = said(compiler.compile(Map.of("p", spec(rego))).judge(change("{}")), "p");

        assertThat(messages).hasSize(6).endsWith("B", "a", "b", "c", "ü");
        assertThat(messages.getFirst()).hasSize(2000).endsWith("1…");
    }

    @Test
    void decisions_made_at_once_are_those_made_one_by_one() throws Exception {
        var set = compiler.compile(judges());
        var changes = new ArrayList<Change>();
        var random = new Random(7);
        for (int i = 0; i < 100; i++) {
            changes.add(change(GatePoint.SYNC, Operation.CREATE, object(random, i), null));
        }
        var expected = changes.stream().map(set::judge).toList();

        try (var threads = Executors.newFixedThreadPool(8)) {
            var work = new ArrayList<Callable<List<PolicySet.Judgement>>>();
            for (int thread = 0; thread < 8; thread++) {
                var offset = thread * 12;
                work.add(() -> IntStream.range(0, changes.size())
                        .mapToObj(i -> set.judge(changes.get((i + offset) % changes.size())))
                        .toList());
            }
            var results = threads.invokeAll(work);
            for (int thread = 0; thread < 8; thread++) {
                var said = results.get(thread).get();
                for (int i = 0; i < changes.size(); i++) {
                    assertThat(said.get(i)).isEqualTo(expected.get((i + thread * 12) % changes.size()));
                }
            }
        }
    }

    @Test
    void what_one_policy_or_one_decision_leaves_in_memory_does_not_reach_the_next() {
        var random = new Random(11);
        var together = compiler.compile(judges());
        var alone = new TreeMap<String, PolicySet>();
        judges().forEach((name, judge) -> alone.put(name, compiler.compile(Map.of(name, judge))));

        for (int i = 0; i < 60; i++) {
            var change = change(GatePoint.SYNC, Operation.CREATE, object(random, i), null);
            var expected = alone.values().stream()
                    .flatMap(set -> set.judge(change).violations().stream())
                    .toList();

            assertThat(together.judge(change).violations()).isEqualTo(expected);
        }
    }

    @Test
    void an_evaluator_whose_memory_grew_large_is_not_kept() throws IOException {
        var made = new ArrayList<WasmInstance>();
        var program = program(
                "package p\n\ny := count([x | some a in numbers.range(1, input.review.n); x := numbers.range(1, 3000)])\n");
        var pool = new InstancePool(() -> {
            made.add(program.newInstance(List.of("{}".getBytes(UTF_8))));
            return made.getLast();
        });

        for (var n : List.of(1, 2, 100, 3, 4)) {
            var result = pool.use(instance -> {
                instance.begin("{\"n\": %d}".formatted(n).getBytes(UTF_8), "{}".getBytes(UTF_8), Instant.EPOCH);
                return instance.evaluate("p/y", 0);
            });
            assertThat(result.at("/0/result").asInt()).isEqualTo(n);
        }

        assertThat(made).hasSize(2);
    }

    @Test
    void parameters_that_are_nested_too_deeply_are_refused_before_they_are_in_force() {
        var rego = "package p\n\ndeny contains \"x\" if input.parameters.a\n";

        assertThat(compiler.check("p", spec(rego, nested(101).toString()))).isInstanceOf(Checked.Broken.class);
        assertThat(compiler.check("p", spec(rego, nested(100).toString()))).isInstanceOf(Checked.Compiled.class);
    }

    private WasmProgram program(String rego) throws IOException {
        Files.writeString(folder.resolve("p.rego"), rego);
        var bundle = folder.resolve("bundle.tar.gz");
        try (var opa = new Opa(Fixtures.OPA, HostBuiltins.names())) {
            assertThat(opa.build(folder, List.of("p/y"), bundle).exit()).isZero();
        }
        return WasmProgram.compile(Bundle.wasm(bundle));
    }

    @Test
    void a_set_that_is_replaced_while_it_decides_does_not_mix_with_the_new_one() throws Exception {
        var sets = List.of(generation("one"), generation("two"), PolicySet.empty());
        var current = new AtomicReference<>(sets.getFirst());
        var gate = new Gate(current::get, InstantSource.system());

        try (var threads = Executors.newFixedThreadPool(4)) {
            var deciding = IntStream.range(0, 3)
                    .mapToObj(t -> threads.submit(() -> IntStream.range(0, 400)
                            .mapToObj(i -> gate.decide(change("{}")))
                            .toList()))
                    .toList();
            var swapping = threads.submit(() -> {
                for (int i = 0; deciding.stream().anyMatch(d -> !d.isDone()); i++) {
                    current.set(sets.get(i % sets.size()));
                    gate.decide(change("{}"));
                }
                return 0;
            });
            for (var decided : deciding) {
                assertThat(decided.get())
                        .allSatisfy(decision ->
                                assertThat(messages(decision)).isEqualTo(messages(sets, decision.policySet())));
            }
            swapping.get();
        }
    }

    private PolicySet generation(String name) {
        var specs = new TreeMap<String, Policy.Spec>();
        for (int i = 0; i < 5; i++) {
            specs.put("p" + i, spec("package p\n\ndeny contains \"%s %d\"\n".formatted(name, i)));
        }
        return compiler.compile(specs);
    }

    private static List<String> messages(Decision decision) {
        return decision instanceof Decision.Rejected rejected
                ? rejected.violations().stream().map(Violation::message).toList()
                : List.of();
    }

    private static List<String> messages(List<PolicySet> sets, String digest) {
        return sets.stream()
                .filter(set -> set.digest().equals(digest))
                .flatMap(set -> set.judge(change("{}")).violations().stream())
                .map(Violation::message)
                .toList();
    }

    /** Policies that work the memory: joins, sets, regular expressions, globs, JSON, text. */
    private static Map<String, Policy.Spec> judges() {
        var judges = new TreeMap<String, Policy.Spec>();
        judges.put(
                "a",
                spec(
                        "package a\n\ndeny contains sprintf(\"%s=%v\", [k, v]) if some k, v in input.review.object.tags\n"));
        judges.put(
                "b",
                spec(
                        "package b\n\ndeny contains t if { some t in input.review.object.names; regex.match(`^[a-f0-9]{4,}$`, t) }\n"));
        judges.put(
                "c",
                spec(
                        "package c\n\ndeny contains t if { some t in input.review.object.names; glob.match(\"*a*\", [], t) }\n"));
        judges.put(
                "d",
                spec(
                        "package d\n\nseen := {lower(t) | some t in input.review.object.names}\n\ndeny contains json.marshal(sort(seen)) if count(seen) > 0\n"));
        judges.put(
                "e",
                spec(
                        "package e\n\ndeny contains sprintf(\"%v\", [x]) if x := object.union(input.review.object, input.parameters)\n",
                        "{\"tags\": {\"added\": [1, 2.5, null, {\"x\": \"y\"}]}, \"more\": true}"));
        judges.put(
                "f",
                spec(
                        "package f\n\ndeny contains sprintf(\"%d %s\", [n, crypto.sha256(t)]) if some n, t in input.review.object.names\n"));
        judges.put(
                "g",
                spec(
                        "package g\n\ndeny contains concat(\"-\", split(t, \"a\")) if { some t in input.review.object.names; contains(t, \"a\") }\n"));
        judges.put(
                "h",
                spec(
                        "package h\n\ndeny contains \"patched\" if input.review.object.tags.t1 == \"v\" with input.review.object.tags.t1 as \"v\"\n"));
        var shared = "{\"list\": [3, 1, 2], \"by\": {\"k\": \"v\"}}";
        judges.put(
                "i",
                spec(
                        "package i\n\ntext := sprintf(\"%v\", [input.parameters])\n\ndeny contains text\n\ndeny contains x if x := text with input.parameters.list as [9]\n",
                        shared));
        judges.put(
                "j",
                spec(
                        "package j\n\ndeny contains sprintf(\"%v %v\", [sort(input.parameters.list), rest.patched]) if rest := {\"patched\": object.remove(input.parameters.by, [\"k\"])}\n",
                        shared));
        judges.put(
                "k",
                spec(
                        "package k\n\nlevel := 1\n\ndeny contains sprintf(\"%d\", [level])\n\ndeny contains sprintf(\"%d\", [x]) if x := level with data.k.level as 5\n"));
        judges.put(
                "l",
                spec(
                        "package l\n\ndeny contains sprintf(\"%v %v\", [input.parameters, count(input.review.object)])\n",
                        shared));
        return judges;
    }

    private static JsonNode object(Random random, int number) {
        var object = Fixtures.JSON.createObjectNode().put("number", number);
        var tags = object.putObject("tags");
        IntStream.range(0, random.nextInt(12)).forEach(i -> tags.put("t" + i, random.nextLong()));
        var names = object.putArray("names");
        IntStream.range(0, random.nextInt(20))
                .forEach(i -> names.add(Long.toHexString(random.nextLong() >>> random.nextInt(60))
                        + (random.nextBoolean() ? "" : "ü😀")));
        return object;
    }

    private static JsonNode nested(int depth) {
        var object = Fixtures.JSON.createObjectNode();
        var at = object;
        for (int i = 0; i < depth; i++) {
            at = at.putObject("a");
        }
        return object;
    }

    /**
     * Keys with one hash. OPA's WebAssembly uses FNV-1 of 32 bits: where two blocks lead from one state to the same next
     * one, either may stand, and so many such places make two to the power of as many keys.
     */
    private static List<String> colliding(int places) {
        var random = new Random(3);
        var keys = List.of("");
        for (int place = 0, state = 0x811c9dc5; place < places; place++) {
            var seen = new HashMap<Integer, String>();
            var pair = List.<String>of();
            while (pair.isEmpty()) {
                var block = Long.toString(random.nextLong(1L << 35), 36);
                var first = seen.put(hash(state, block), block);
                pair = first == null ? pair : List.of(first, block);
            }
            state = hash(state, pair.getFirst());
            var ends = pair;
            keys = keys.stream().flatMap(key -> ends.stream().map(key::concat)).toList();
        }
        return keys;
    }

    private static int hash(int state, String text) {
        return text.chars().reduce(state, (hash, c) -> (hash * 0x01000193) ^ c);
    }

    private static List<String> said(PolicySet.Judgement judgement, String policy) {
        return judgement.violations().stream()
                .filter(v -> v.policy().equals(policy))
                .map(Violation::message)
                .toList();
    }

    private static Policy.Spec action(String rego, Policy.Action action) {
        return Policy.Spec.of(rego).withAction(action);
    }
}
