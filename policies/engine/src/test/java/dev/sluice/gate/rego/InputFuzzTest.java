package dev.sluice.gate.rego;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.gate.Change;
import dev.sluice.gate.Decision;
import dev.sluice.gate.Gate;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hostile objects at the gate: whatever they are, the answer is a decision, and never an admission by mistake. */
class InputFuzzTest {
    private static final int ROUNDS = 400;
    private static final long SEED = 42;
    private static final List<GatePoint> GATES = List.of(GatePoint.values());

    /** Objects to every object, and looks at all of it. */
    private static final String ALWAYS = """
            package p

            deny contains sprintf("seen %d", [count([1 | walk(input.review, _)])])

            deny contains "always"
            """;

    private final Random random = new Random(SEED);

    @Test
    void whatever_the_object_is_a_policy_that_always_objects_rejects_it() {
        try (var compiler = Fixtures.compiler()) {
            var set = compiler.compile(Map.of("p", Fixtures.spec(ALWAYS)));
            var gate = new Gate(() -> set, InstantSource.system());

            for (int i = 0; i < ROUNDS; i++) {
                var decision = gate.decide(change());

                assertThat(decision)
                        .as("seed %d, round %d", SEED, i)
                        .isInstanceOfSatisfying(
                                Decision.Rejected.class,
                                r -> assertThat(r.violations())
                                        .isNotEmpty()
                                        .allSatisfy(
                                                v -> assertThat(v.message())
                                                        .matches(
                                                                "(?s)always|seen \\d+|.*(could not be evaluated|nested|larger|readable).*")));
            }
            // Nothing of it has spoiled what comes after.
            assertThat(Fixtures.judged(set, Fixtures.change("{\"a\": 1}")).violations())
                    .anySatisfy(v -> assertThat(v.message()).isEqualTo("always"));
        }
    }

    @Test
    void ten_thousand_nested_arrays_are_refused_with_a_message() {
        try (var compiler = Fixtures.compiler()) {
            var set = compiler.compile(Map.of("p", Fixtures.spec(ALWAYS)));

            var decision = new Gate(() -> set, InstantSource.system()).decide(change(nested(10_000)));

            assertThat(decision)
                    .isInstanceOfSatisfying(
                            Decision.Rejected.class,
                            r -> assertThat(r.violations().getFirst().message()).contains("nested more than 100 deep"));
        }
    }

    private Change change() {
        return change(any(5));
    }

    private Change change(JsonNode object) {
        var gate = GATES.get(random.nextInt(GATES.size()));
        return Fixtures.change(gate, Operation.UPDATE, object, random.nextBoolean() ? null : any(3));
    }

    private static JsonNode nested(int depth) {
        ArrayNode outer = Fixtures.JSON.createArrayNode();
        var at = outer;
        for (int i = 0; i < depth; i++) {
            at = at.addArray();
        }
        return outer;
    }

    private JsonNode any(int depth) {
        var nodes = Fixtures.JSON.getNodeFactory();
        return switch (random.nextInt(depth == 0 ? 8 : 12)) {
            case 0 -> nodes.nullNode();
            case 1 -> nodes.numberNode(random.nextLong());
            case 2 -> nodes.numberNode(new BigInteger(random.nextInt(2000), random));
            case 3 -> nodes.numberNode(new BigDecimal(new BigInteger(200, random), random.nextInt(600) - 300));
            case 4 ->
                nodes.numberNode(
                        List.of(Double.MIN_VALUE, Double.MAX_VALUE, -0.0).get(random.nextInt(3)));
            case 5 -> nodes.textNode(text());
            case 6 ->
                nodes.numberNode(List.of(Double.NaN, Double.POSITIVE_INFINITY).get(random.nextInt(2)));
            case 7 -> nodes.textNode("x".repeat(random.nextInt(100_000)));
            case 8 -> nested(random.nextInt(150));
            case 9 -> {
                var array = Fixtures.JSON.createArrayNode();
                for (int i = random.nextInt(20); i > 0; i--) {
                    array.add(any(depth - 1));
                }
                yield array;
            }
            default -> {
                var object = Fixtures.JSON.createObjectNode();
                for (int i = random.nextInt(20); i > 0; i--) {
                    object.set(text(), any(depth - 1));
                }
                yield object;
            }
        };
    }

    /** Any characters, half of surrogate pairs too. */
    private String text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append((char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(65_536)));
        }
        return text.toString();
    }
}
