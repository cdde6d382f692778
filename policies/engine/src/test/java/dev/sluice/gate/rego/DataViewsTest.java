package dev.sluice.gate.rego;

import static dev.sluice.gate.rego.Fixtures.change;
import static dev.sluice.gate.rego.Fixtures.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Policy.InventoryKind;
import dev.sluice.gate.Inventory;
import dev.sluice.gate.Inventory.Contents;
import dev.sluice.gate.Inventory.Snapshot;
import dev.sluice.gate.Namespaces;
import dev.sluice.gate.PolicySet;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What policies read below data: documents of their own, and the cluster's objects. */
class DataViewsTest {
    private static final InventoryKind NAMESPACES = new InventoryKind(null, "v1", "Namespace");
    private static final InventoryKind QUEUES = new InventoryKind("sqs.aws.sluice.dev", "v1alpha1", "Queue");

    /** Uses names that others of its kind have. */
    private static final String UNIQUE = """
            package unique

            deny contains sprintf("%s is taken in %s", [name, namespace]) if {
            	some namespace, groups in data.inventory.namespace
            	some name, _ in groups["sqs.aws.sluice.dev/v1alpha1"].Queue
            	name == input.review.name
            }
            """;

    private static final String KNOWN = """
            package known

            names contains name if some name, _ in data.inventory.cluster.v1.Namespace

            deny contains sprintf("%v", [sort(names)])
            """;

    private final AtomicReference<Snapshot> cluster = new AtomicReference<>(new Snapshot(Map.of()));
    private final PolicyCompiler compiler =
            new PolicyCompiler(Fixtures.OPA, Namespaces.UNKNOWN, cluster::get, InstantSource.system());

    @Test
    void policies_read_what_they_declare_in_gatekeepers_shape() {
        cluster.set(of(Map.of(NAMESPACES, named("", "a", "b"), QUEUES, named("shop", "orders", "other"))));
        var set = set(policy("known", KNOWN, null, NAMESPACES), policy("unique", UNIQUE, null, QUEUES));

        assertThat(said(set)).containsExactly("known: [\"a\", \"b\"]", "unique: orders is taken in shop");
    }

    @Test
    void a_decision_sees_what_the_cluster_has_then() {
        var set = set(policy("known", KNOWN, null, NAMESPACES), policy("unique", UNIQUE, null, QUEUES));
        var kinds = new HashMap<InventoryKind, Contents>();
        kinds.put(QUEUES, named("shop", "other"));

        for (int i = 0; i < 40; i++) {
            kinds.put(NAMESPACES, named("", "n" + i));
            if (i == 20) {
                kinds.put(QUEUES, named("shop", "orders"));
            }
            cluster.set(of(kinds));
            var expected = new ArrayList<>(List.of("known: [\"n%d\"]".formatted(i)));
            if (i >= 20) {
                expected.add("unique: orders is taken in shop");
            }
            assertThat(said(set)).isEqualTo(expected);
            assertThat(said(set)).isEqualTo(expected);
        }
    }

    @Test
    void a_policy_sees_only_the_kinds_that_it_declares_itself() {
        cluster.set(of(Map.of(NAMESPACES, named("", "a"), QUEUES, named("shop", "orders"))));
        var all =
                "package p\n\ndeny contains sprintf(\"%v %v\", [count(data.inventory.cluster), count(data.inventory.namespace)])\n";

        assertThat(said(set(
                        policy("both", all, null, QUEUES, NAMESPACES),
                        policy("one", all, null, NAMESPACES),
                        policy("other", all, null, QUEUES))))
                .containsExactly("both: 1 1", "one: 1 0", "other: 0 1");
    }

    @Test
    void each_policy_has_its_own_documents() {
        var rego = "package p\n\ndeny contains sprintf(\"%v\", [data.documents.sizes])\n";
        var set = set(
                policy("a", rego, json("{\"sizes\": [1, 2]}")),
                policy("b", rego, json("{\"sizes\": {\"x\": 1}}")),
                policy(
                        "c",
                        "package p\n\nimport data.documents as d\n\ndeny contains d.word",
                        json("{\"word\": \"w\"}")));

        assertThat(said(set)).containsExactly("a: [1, 2]", "b: {\"x\": 1}", "c: w");
    }

    @Test
    void what_is_read_can_be_replaced_in_a_rule_and_stays_for_the_others() {
        cluster.set(of(Map.of(NAMESPACES, named("", "a"))));
        var replaced = "package p\n\nwords := data.documents.words\n\n"
                + "deny contains w if { some w in words with data.documents.words as [\"new\"] }\n\n"
                + "deny contains w if some w in words\n";

        assertThat(said(set(
                        policy("a", replaced, json("{\"words\": [\"old\"]}")), policy("k", KNOWN, null, NAMESPACES))))
                .containsExactly("a: new", "a: old", "k: [\"a\"]");
    }

    @Test
    void what_is_not_known_rejects_and_says_which_kind() {
        var set = set(
                policy("known", KNOWN, null, NAMESPACES),
                policy("other", "package q\n\ndeny contains \"heard\"\n", null));

        assertThat(said(set))
                .containsExactly(
                        "known: this policy could not be evaluated: the inventory has no Namespace (v1): objects of this kind are not watched here",
                        "other: heard");
        cluster.set(of(Map.of(NAMESPACES, new Contents.Unavailable("not read yet"))));
        assertThat(said(set)).first().asString().endsWith("no Namespace (v1): not read yet");
    }

    @Test
    void too_much_to_read_rejects_only_who_reads_it() {
        var set = set(
                policy("known", KNOWN, null, NAMESPACES),
                policy("other", "package q\n\ndeny contains \"heard\"\n", null));
        var many = Stream.iterate(0, i -> i + 1)
                .limit(20_001)
                .map(i -> object("", "n" + i))
                .toList();
        var large = Stream.iterate(0, i -> i + 1)
                .limit(90)
                .map(i -> object("", "n" + i + "x".repeat(100_000)))
                .toList();
        var deep = json("{\"metadata\": {\"name\": \"d\"}, \"x\": " + "[".repeat(200) + "]".repeat(200) + "}");

        cluster.set(of(Map.of(NAMESPACES, new Contents.Objects(many, Instant.EPOCH))));
        assertThat(said(set)).first().asString().contains("more than 20000 objects");
        cluster.set(of(Map.of(NAMESPACES, new Contents.Objects(large, Instant.EPOCH))));
        assertThat(said(set)).first().asString().contains("larger than 4194304 bytes");
        cluster.set(of(Map.of(NAMESPACES, new Contents.Objects(List.of(deep), Instant.EPOCH))));
        assertThat(said(set)).first().asString().contains("nested too deeply");
        assertThat(said(set)).last().isEqualTo("other: heard");
    }

    @Test
    void as_much_as_may_be_read_can_be_read() {
        var objects = Stream.iterate(0, i -> i + 1)
                .limit(2_500)
                .map(i -> full("n" + i))
                .toList();
        cluster.set(of(Map.of(NAMESPACES, new Contents.Objects(objects, Instant.EPOCH))));
        var rego = "package p\n\ndeny contains sprintf(\"%d\", [count(data.inventory.cluster.v1.Namespace)])\n";
        var set = set(policy("p", rego, null, NAMESPACES));

        assertThat(said(set)).containsExactly("p: 2500");
    }

    @Test
    void what_is_read_has_to_be_declared() {
        var rego = UNIQUE + "\ndeny contains data.documents.x\n";

        assertThat(compiler.check(policy("p", rego, null)))
                .asInstanceOf(type(Checked.Broken.class))
                .satisfies(b -> assertThat(b.message())
                        .contains("line 4: data.inventory holds the kinds that a policy declares")
                        .contains("line 9: data.documents holds the documents of a policy"));
        assertThatThrownBy(() -> set(policy("q", rego, json("{}"), QUEUES), policy("p", rego, null)))
                .hasMessageContaining("policy p: line 4");
        assertThat(compiler.check(policy("p", rego, json("{}"), QUEUES))).isInstanceOf(Checked.Compiled.class);
    }

    private PolicySet set(PolicyDefinition... policies) {
        return compiler.compile(List.of(policies));
    }

    private static List<String> said(PolicySet set) {
        return Fixtures.judged(set, change("{}")).violations().stream()
                .map(v -> v.policy() + ": " + v.message())
                .toList();
    }

    private static Snapshot of(Map<InventoryKind, Contents> kinds) {
        var keyed = new HashMap<InventoryKind, Contents>();
        kinds.forEach((kind, contents) -> keyed.put(Inventory.key(kind), contents));
        return new Snapshot(keyed);
    }

    private static Contents named(String namespace, String... names) {
        return new Contents.Objects(
                Stream.of(names).map(name -> object(namespace, name)).toList(), Instant.EPOCH);
    }

    private static JsonNode object(String namespace, String name) {
        var object = Fixtures.JSON.createObjectNode();
        var metadata = object.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return object;
    }

    /** About a kilobyte and a half, as objects are. */
    private static JsonNode full(String name) {
        var object = Fixtures.JSON.createObjectNode();
        object.putObject("metadata").put("name", name);
        var labels = object.putObject("labels");
        for (int i = 0; i < 40; i++) {
            labels.put("label-number-" + i, "value-" + i);
        }
        return object;
    }

    private static PolicyDefinition policy(String name, String rego, JsonNode documents, InventoryKind... kinds) {
        return Fixtures.policy(name, RegoText.of(rego), null, documents, List.of(kinds));
    }
}
