package dev.sluice.gate.rego;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import dev.sluice.gate.Namespaces;
import dev.sluice.gate.PolicySet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random policies judge random changes on both engines and with {@code opa eval}, which must all say the same. */
class EnginesDifferentialTest {
    private static final int POLICIES = 12;
    private static final int CHANGES = 40;
    private static final long SEED = 20261130;

    /** Always holds, and is not in this process. */
    private static final String ELSEWHERE = "rego.parse_module(\"x\", \"package x\")";

    private static final List<String> WORDS =
            List.of("a", "b", "team", "ü😀", "x-y", "10.0.0.1", "", "1.5", "true", "2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private final PolicyCompiler compiler = Fixtures.compiler();
    private final Random random = new Random(SEED);

    @AfterEach
    void end() {
        compiler.close();
    }

    @Test
    void both_engines_and_opa_eval_say_the_same() throws Exception {
        var modules = new ArrayList<String>();
        for (int i = 0; i < POLICIES; i++) {
            modules.add(module(i));
        }
        var changes = new ArrayList<Change>();
        for (int i = 0; i < CHANGES; i++) {
            changes.add(Fixtures.change(GatePoint.SYNC, Operation.CREATE, object(3), null));
        }

        var opa = opa(modules, changes);
        var wasm = said(set(modules, Engine.WASM), changes);
        var server = said(set(modules, Engine.SERVER), changes);

        assertThat(wasm).as("seed %d", SEED).containsExactlyElementsOf(opa);
        assertThat(server).as("seed %d", SEED).containsExactlyElementsOf(opa);
        // The question would be void if the policies had nothing to say, or always the same.
        assertThat(new TreeSet<>(opa)).hasSizeGreaterThan(CHANGES / 3);
    }

    private PolicySet set(List<String> modules, Engine engine) {
        var policies = new ArrayList<PolicyDefinition>();
        for (int i = 0; i < modules.size(); i++) {
            var rego = modules.get(i)
                    + switch (engine) {
                        case WASM -> "";
                        case SERVER -> "\nelsewhere if %s\n".formatted(ELSEWHERE);
                    };
            policies.add(Fixtures.policy("p%02d".formatted(i), RegoText.of(rego), null, null, List.of()));
        }
        assertThat(compiler.check(policies.getFirst()))
                .isInstanceOfSatisfying(
                        Checked.Compiled.class, c -> assertThat(c.engine()).isEqualTo(engine));
        return compiler.compile(policies);
    }

    /** One text for each change: who says what. */
    private static List<String> said(PolicySet set, List<Change> changes) {
        return changes.stream()
                .map(change -> Fixtures.judged(set, change).violations().stream()
                        .map((Violation v) -> v.policy() + ": " + v.message())
                        .sorted()
                        .toList()
                        .toString())
                .toList();
    }

    private List<String> opa(List<String> modules, List<Change> changes) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Fixtures.OPA.toString(), "eval", "--format=json"));
        for (int i = 0; i < modules.size(); i++) {
            var file = folder.resolve("m%d.rego".formatted(i));
            Files.writeString(file, modules.get(i).replace("package p", "package p%02d".formatted(i)));
            command.addAll(List.of("-d", file.toString()));
        }
        var inputs = Fixtures.JSON.createArrayNode();
        for (var change : changes) {
            inputs.addObject().set("review", Fixtures.JSON.readTree(PolicyInput.review(change, Namespaces.UNKNOWN)));
        }
        var input = Files.write(folder.resolve("input.json"), Fixtures.JSON.writeValueAsBytes(inputs));
        var all = IntStream.range(0, modules.size())
                .mapToObj(i -> "\"p%02d\": data.p%02d.deny".formatted(i, i))
                .collect(Collectors.joining(", "));
        command.addAll(List.of(
                "-i", input.toString(), "[said | some one in input; said := {%s} with input as one]".formatted(all)));
        var out = folder.resolve("out.json");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(out)).isZero();
        var answers = new ArrayList<String>();
        for (var answer : Fixtures.JSON.readTree(out.toFile()).at("/result/0/expressions/0/value")) {
            var lines = new ArrayList<String>();
            answer.properties().forEach(e -> e.getValue().forEach(m -> lines.add(e.getKey() + ": " + m.asText())));
            answers.add(lines.stream().sorted().toList().toString());
        }
        return answers;
    }

    /** A policy of some rules, each made of random conditions over the input. */
    private String module(int number) {
        var text = new StringBuilder("package p\n\no := input.review.object\n\n");
        for (int rule = 0; rule < 4; rule++) {
            text.append("deny contains m if {\n");
            for (int i = random.nextInt(3); i >= 0; i--) {
                text.append('\t').append(condition()).append('\n');
            }
            text.append("\tm := ").append(message(number * 10 + rule)).append("\n}\n\n");
        }
        return text.toString();
    }

    private String condition() {
        var path = path();
        return switch (random.nextInt(12)) {
            case 0 -> path;
            case 1 -> "not " + path;
            case 2 -> "%s == %s".formatted(path, value());
            case 3 -> "%s != %s".formatted(path, value());
            case 4 -> "%s < %s".formatted(path, value());
            case 5 -> "count(%s) > %d".formatted(path, random.nextInt(3));
            case 6 -> "some _, v%d in %s".formatted(random.nextInt(1_000_000), path);
            case 7 -> "every x in %s { x != %s }".formatted(path, value());
            case 8 -> "startswith(%s, \"t\")".formatted(path);
            case 9 -> "is_object(%s)".formatted(path);
            case 10 -> "regex.match(`^[a-z]+$`, %s)".formatted(path);
            default -> "{x | some x in %s} != set()".formatted(path);
        };
    }

    private String message(int number) {
        var path = path();
        return switch (random.nextInt(5)) {
            case 0 -> "sprintf(\"%d %%v\", [object.get(o, \"a\", null)])".formatted(number);
            case 1 -> "sprintf(\"%d %%v\", [{x | some x in object.get(o, \"b\", [])}])".formatted(number);
            case 2 -> "concat(\" \", [\"%d\", json.marshal(object.get(o, \"team\", {}))])".formatted(number);
            case 3 -> "sprintf(\"%d %%s\", [type_name(object.get(o, \"a\", 1))])".formatted(number);
            default -> "sprintf(\"%d %%v\", [[y | y := %s]])".formatted(number, path);
        };
    }

    private String path() {
        var text = new StringBuilder("o");
        for (int i = random.nextInt(3); i >= 0; i--) {
            text.append(random.nextInt(6) == 0 ? "[_]" : "[\"%s\"]".formatted(word()));
        }
        return text.toString().contains("[_]") ? "o[\"a\"]" : text.toString();
    }

    private String value() {
        return scalar().toString();
    }

    private String word() {
        return WORDS.get(random.nextInt(4));
    }

    private JsonNode object(int depth) {
        ObjectNode object = Fixtures.JSON.createObjectNode();
        for (int i = random.nextInt(5); i >= 0; i--) {
            object.set(word(), any(depth));
        }
        return object;
    }

    private JsonNode any(int depth) {
        if (depth == 0) {
            return scalar();
        }
        return switch (random.nextInt(4)) {
            case 0 -> object(depth - 1);
            case 1 -> {
                var array = Fixtures.JSON.createArrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(any(depth - 1));
                }
                yield array;
            }
            default -> scalar();
        };
    }

    private JsonNode scalar() {
        var nodes = Fixtures.JSON.getNodeFactory();
        return switch (random.nextInt(6)) {
            case 0 -> nodes.nullNode();
            case 1 -> nodes.booleanNode(random.nextBoolean());
            case 2 -> nodes.numberNode(random.nextInt(5) - 2);
            case 3 -> nodes.numberNode(random.nextInt(100) / 4.0);
            default -> nodes.textNode(WORDS.get(random.nextInt(WORDS.size())));
        };
    }
}
