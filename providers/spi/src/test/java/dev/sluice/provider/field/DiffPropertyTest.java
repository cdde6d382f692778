package dev.sluice.provider.field;

import static dev.sluice.provider.field.Sample.RULES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.FieldChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What must hold for any two states. */
class DiffPropertyTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Property
    void a_state_does_not_differ_from_itself(@ForAll("states") ObjectNode state) {
        assertThat(Diff.between(state, state.deepCopy(), RULES)).isEmpty();
        assertThat(Diff.since(state, state.deepCopy(), RULES)).isEmpty();
    }

    @Property
    void carrying_out_the_diff_leads_to_what_is_wanted(
            @ForAll("states") ObjectNode observed, @ForAll("states") ObjectNode desired) {
        var cloud = observed.deepCopy();

        Diff.between(observed, desired, RULES).forEach(change -> apply(cloud, change));

        assertThat(Diff.between(cloud, desired, RULES)).isEmpty();
    }

    @Property
    void the_order_of_a_set_never_counts(@ForAll("states") ObjectNode state, @ForAll long seed) {
        var reordered = state.deepCopy();
        for (var set : List.of("zones", "rules")) {
            if (reordered.get(set) instanceof ArrayNode array) {
                var elements = new ArrayList<JsonNode>();
                array.forEach(elements::add);
                Collections.shuffle(elements, new Random(seed));
                reordered.set(set, NODES.arrayNode().addAll(elements));
            }
        }

        assertThat(Diff.between(state, reordered, RULES)).isEmpty();
    }

    @Property
    void the_same_question_has_the_same_answer_whatever_the_order_of_the_fields(
            @ForAll("states") ObjectNode before, @ForAll("states") ObjectNode after) {
        assertThat(Diff.between(reversed(before), reversed(after), RULES))
                .isEqualTo(Diff.between(before, after, RULES));
    }

    @Property
    void no_secret_is_ever_shown(@ForAll("states") ObjectNode before, @ForAll("states") ObjectNode after) {
        var shown = Diff.between(before, after, RULES) + "" + Diff.presentable(after, RULES);

        assertThat(shown).doesNotContain("secret-");
    }

    /** What an adapter does with a change, for a cloud that is a JSON tree. */
    private static void apply(ObjectNode cloud, FieldChange change) {
        var steps = change.path().replace("[", ".").replace("]", "").split("\\.");
        var holder = cloud;
        for (int i = 0; i < steps.length - 1; i++) {
            holder = (ObjectNode) holder.get(steps[i]);
        }
        var last = steps[steps.length - 1];
        switch (change.action()) {
            case REMOVE -> holder.remove(last);
            case ADD, CHANGE -> holder.set(last, change.after());
        }
    }

    private static ObjectNode reversed(ObjectNode node) {
        var names = new ArrayList<String>();
        node.fieldNames().forEachRemaining(names::add);
        var copy = NODES.objectNode();
        names.reversed().forEach(name -> copy.set(name, node.get(name)));
        return copy;
    }

    /** States without secrets in what is applied: a redacted value cannot be carried out. */
    @Provide
    Arbitrary<ObjectNode> states() {
        var word = Arbitraries.of("a", "b", "c");
        var words = word.list().ofMaxSize(3);
        var rules = Combinators.combine(word, word.injectNull(0.5))
                .as((name, url) -> NODES.objectNode().put("name", name).put("url", url))
                .list()
                .ofMaxSize(3);
        var simple = Combinators.combine(
                        word.injectNull(0.3),
                        Arbitraries.integers().between(1, 3).injectNull(0.3),
                        Arbitraries.integers().between(1, 3).injectNull(0.3),
                        words.injectNull(0.3),
                        words.injectNull(0.3))
                .as((region, size, retention, zones, order) -> NODES.objectNode()
                        .put("region", region)
                        .put("size", size)
                        .put("retention", retention)
                        .<ObjectNode>set("zones", texts(zones))
                        .<ObjectNode>set("order", texts(order)));
        var tags = Arbitraries.maps(word, word).ofMaxSize(3).injectNull(0.3);
        var encryption = Combinators.combine(word.injectNull(0.3), word.injectNull(0.3))
                .as((algorithm, key) ->
                        NODES.objectNode().put("algorithm", algorithm).put("keyId", key))
                .injectNull(0.3);
        return Combinators.combine(simple, tags, encryption, rules).as((node, t, e, r) -> {
            var state = node.deepCopy();
            if (t != null) {
                t.forEach(state.putObject("tags")::put);
            }
            state.set("encryption", e);
            state.set("rules", NODES.arrayNode().addAll(r));
            return state;
        });
    }

    private static JsonNode texts(List<String> values) {
        if (values == null) {
            return NODES.nullNode();
        }
        var array = NODES.arrayNode();
        values.forEach(array::add);
        return array;
    }
}
