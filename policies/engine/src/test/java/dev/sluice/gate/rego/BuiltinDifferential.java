package dev.sluice.gate.rego;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** Collects calls of built-in functions, and compares what OPA and this engine answer to them. */
abstract class BuiltinDifferential {
    static final long SEED = 20261018;

    /** One of each kind, for operands of the wrong type. */
    private static final List<String> VALUES =
            List.of("null", "true", "1", "1.5", "\"a\"", "\"\"", "[]", "[\"a\"]", "[1]", "{}", "{\"a\": 1}");

    private static final Set<String> SETS =
            Set.of("net.cidr_contains_matches", "net.cidr_expand", "net.cidr_merge", "graph.reachable_paths");

    @TempDir
    private Path folder;

    private final List<Call> calls = new ArrayList<>();
    private final Set<String> tried = new TreeSet<>();

    Set<String> tried() {
        return tried;
    }

    /** @param operands Rego */
    void call(String function, String... operands) {
        calls.add(new Call(function, List.of(operands)));
        tried.add(function);
    }

    void wrongTypes(String function, int operands) {
        for (var a : VALUES) {
            if (operands == 1) {
                call(function, a);
            }
            for (int b = 0; operands == 2 && b < VALUES.size(); b++) {
                call(function, a, VALUES.get(b));
            }
        }
    }

    private record Call(String function, List<String> operands) {
        @Override
        public String toString() {
            return function + "(" + String.join(", ", operands) + ")";
        }
    }

    /** Operands are chosen while evaluating: the compiler must not see their types. */
    void assertSame() throws IOException {
        var operands =
                calls.stream().flatMap(c -> c.operands().stream()).distinct().toList();
        var input = Fixtures.JSON.createArrayNode();
        for (var call : calls) {
            var chosen = input.addObject().put("function", call.function()).putArray("operands");
            call.operands().forEach(o -> chosen.add(operands.indexOf(o)));
        }
        var module = new StringBuilder("package diff\n\noperands := [%s]\n\n".formatted(String.join(", ", operands)));
        calls.stream()
                .map(c -> rule(c.function(), c.operands().size()))
                .distinct()
                .forEach(module::append);
        var answers = new Differential(folder).ask(module.toString(), input);

        assertThat(answers.opa()).isNotEmpty();
        var differences = IntStream.range(0, calls.size())
                .mapToObj(Integer::toString)
                .filter(id -> !same(id, answers.opa().get(id), answers.engine().get(id)))
                .map(id -> "%s\n  opa:    %s\n  engine: %s"
                        .formatted(
                                calls.get(Integer.parseInt(id)),
                                show(answers.opa().get(id)),
                                show(answers.engine().get(id))))
                .toList();
        assertThat(differences).as("seed %d", SEED).isEmpty();
    }

    /** By value: numbers come as floats from the engine, and a set as a list whose order says nothing. */
    private boolean same(String id, @Nullable JsonNode opa, @Nullable JsonNode engine) {
        if (opa == null || engine == null) {
            return opa == null && engine == null;
        }
        var unordered = SETS.contains(calls.get(Integer.parseInt(id)).function());
        return RegoValue.ORDER.compare(value(opa, unordered), value(engine, unordered)) == 0;
    }

    private static RegoValue value(JsonNode answer, boolean unordered) {
        var value = ComplianceRun.value(Fixtures.json(answer.toString()));
        return unordered && value instanceof RegoValue.Arr(var items)
                ? new RegoValue.Arr(items.stream().sorted(RegoValue.ORDER).toList())
                : value;
    }

    private static String rule(String function, int operands) {
        var arguments = IntStream.range(0, operands)
                .mapToObj("operands[call.operands[%d]]"::formatted)
                .collect(Collectors.joining(", "));
        return """
                answers[id] := answer if {
                	some id, call in input.review
                	call.function == "%1$s"
                	answer := %1$s(%2$s)
                }

                """.formatted(function, arguments);
    }

    private static String show(@Nullable JsonNode answer) {
        return answer == null ? "undefined" : answer.toString();
    }
}
