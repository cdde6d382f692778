package dev.sluice.gate.rego;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Policy;
import dev.sluice.gate.Change;
import dev.sluice.gate.Namespaces;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyMatcherTest {

    @ParameterizedTest
    @EnumSource(GatePoint.class)
    void a_policy_that_says_nothing_of_what_it_judges_judges_everything(GatePoint gate) {
        for (var operation : Operation.values()) {
            var change = change(gate, operation, "v1", "Secret", "", null, null);

            assertThat(judges(null, change)).isTrue();
            assertThat(judges(match().build(), change)).isTrue();
            assertThat(judges(empty(), change)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(GatePoint.class)
    void a_policy_judges_at_the_gates_it_names(GatePoint gate) {
        var match = match().gates(GatePoint.SYNC, GatePoint.CLOUD).build();

        assertThat(judges(match, at(gate))).isEqualTo(gate == GatePoint.SYNC || gate == GatePoint.CLOUD);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void a_policy_judges_the_operations_it_names(Operation operation) {
        var match = match().operations(Operation.DELETE).build();

        assertThat(judges(match, operation(operation))).isEqualTo(operation == Operation.DELETE);
    }

    @ParameterizedTest
    @CsvSource({
        // pattern, kind, group of the object, its kind, judged
        "s3.aws.sluice.dev, Bucket,  s3.aws.sluice.dev, Bucket, true",
        "s3.aws.sluice.dev, Bucket,  s3.aws.sluice.dev, Queue,  false",
        "s3.aws.sluice.dev, Bucket,  sqs.aws.sluice.dev, Bucket, false",
        "s3.aws.sluice.dev, *,       s3.aws.sluice.dev, Queue,  true",
        "*,                 Bucket,  s3.aws.sluice.dev, Bucket, true",
        "*,                 Secret,  '',                Secret, true",
        "*,                 *,       apps,              Deployment, true",
        "'',                Secret,  '',                Secret, true",
        "'',                Secret,  apps,              Secret, false",
        "*.aws.sluice.dev,  *,       sqs.aws.sluice.dev, Queue, true",
        "*.aws.sluice.dev,  *,       aws.sluice.dev,    Queue,  false",
        "*.aws.sluice.dev,  *,       evilaws.sluice.dev, Queue, false",
        "*.aws.sluice.dev,  *,       s3.aws.sluice.dev.evil, Queue, false",
        "s3.*,              *,       s3.aws.sluice.dev, Bucket, false",
        "s3.aws.sluice.dev, Buck*,   s3.aws.sluice.dev, Bucket, false",
        "s3.aws.sluice.dev, bucket,  s3.aws.sluice.dev, Bucket, false"
    })
    void kinds_are_matched_by_group_and_kind(
            String groupPattern, String kindPattern, String group, String kind, boolean judged) {
        var match = match().kinds(new Policy.Kinds(List.of(groupPattern), List.of(kindPattern)))
                .build();

        assertThat(judges(match, kind(group, kind))).isEqualTo(judged);
    }

    @Test
    void one_entry_of_kinds_must_match_with_both_its_group_and_its_kind() {
        var match = match().kinds(
                        new Policy.Kinds(List.of("s3.aws.sluice.dev"), List.of("Bucket")),
                        new Policy.Kinds(List.of("sqs.aws.sluice.dev"), List.of("Queue")))
                .build();

        assertThat(judges(match, kind("sqs.aws.sluice.dev", "Queue"))).isTrue();
        assertThat(judges(match, kind("s3.aws.sluice.dev", "Queue"))).isFalse();
    }

    @Test
    void an_entry_without_groups_or_without_kinds_takes_any() {
        var anyGroup = match().kinds(new Policy.Kinds(null, List.of("Bucket"))).build();
        var anyKind = match().kinds(new Policy.Kinds(List.of("s3.aws.sluice.dev"), List.of()))
                .build();

        assertThat(judges(anyGroup, kind("other", "Bucket"))).isTrue();
        assertThat(judges(anyGroup, kind("other", "Queue"))).isFalse();
        assertThat(judges(anyKind, kind("s3.aws.sluice.dev", "Any"))).isTrue();
        assertThat(judges(anyKind, kind("other", "Any"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // pattern, namespace, matches
        "payments, payments,      true",
        "payments, payments-dev,  false",
        "payments, pay,           false",
        "team-*,   team-a,        true",
        "team-*,   team-,         true",
        "team-*,   team,          false",
        "team-*,   my-team-a,     false",
        "*,        anything,      true",
        "*,        '',            true",
        "payments, '',            false",
        "*-dev,    payments-dev,  false"
    })
    void namespaces_are_matched_whole_or_by_prefix(String pattern, String namespace, boolean matches) {
        var only = match().namespaces(pattern).build();
        var without = match().excluded(pattern).build();

        assertThat(judges(only, namespace(namespace))).isEqualTo(matches);
        assertThat(judges(without, namespace(namespace))).isEqualTo(!matches);
    }

    @Test
    void a_namespace_that_is_left_out_is_left_out_even_where_it_is_named() {
        var match = match().namespaces("team-*")
                .excluded("team-sandbox", "team-test-*")
                .build();

        assertThat(judges(match, namespace("team-a"))).isTrue();
        assertThat(judges(match, namespace("team-sandbox"))).isFalse();
        assertThat(judges(match, namespace("team-test-1"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // operator, values, label of the object (- is none), selected
        "In,           a b, a, true",
        "In,           a b, c, false",
        "In,           a b, -, false",
        "NotIn,        a b, a, false",
        "NotIn,        a b, c, true",
        "NotIn,        a b, -, true",
        "Exists,       '',  a, true",
        "Exists,       '',  -, false",
        "DoesNotExist, '',  a, false",
        "DoesNotExist, '',  -, true"
    })
    void labels_are_selected_as_kubernetes_selects_them(
            String operator, String values, String label, boolean selected) {
        var selector = expression(operator, values.isEmpty() ? List.of() : List.of(values.split(" ")));
        var object = label.equals("-") ? labels(Map.of()) : labels(Map.of("tier", label));
        var match = match().labels(selector).build();

        assertThat(judges(match, objects(object, null))).isEqualTo(selected);
        assertThat(judges(match, objects(null, object))).isEqualTo(selected);
    }

    @Test
    void all_labels_and_all_expressions_must_hold() {
        var selector = new LabelSelectorBuilder(expression("Exists", List.of()))
                .addToMatchLabels("team", "pay")
                .build();
        var match = match().labels(selector).build();

        assertThat(judges(match, objects(labels(Map.of("team", "pay", "tier", "x")), null)))
                .isTrue();
        assertThat(judges(match, objects(labels(Map.of("team", "pay")), null))).isFalse();
        assertThat(judges(match, objects(labels(Map.of("tier", "x")), null))).isFalse();
    }

    @Test
    void taking_the_label_off_does_not_escape_the_policy() {
        var match = match().labels(new LabelSelectorBuilder()
                        .addToMatchLabels("data", "confidential")
                        .build())
                .build();
        var labelled = labels(Map.of("data", "confidential"));
        var bare = labels(Map.of());

        assertThat(judges(match, objects(bare, labelled))).isTrue();
        assertThat(judges(match, objects(labelled, bare))).isTrue();
        assertThat(judges(match, objects(bare, bare))).isFalse();
    }

    @Test
    void one_of_both_objects_must_satisfy_the_selector_alone() {
        var match = match().labels(new LabelSelectorBuilder()
                        .addToMatchLabels("a", "1")
                        .addToMatchLabels("b", "2")
                        .build())
                .build();

        assertThat(judges(match, objects(labels(Map.of("a", "1")), labels(Map.of("b", "2")))))
                .isFalse();
    }

    @Test
    void a_change_without_any_object_does_not_slip_past_a_selector() {
        var match = match().labels(expression("Exists", List.of())).build();

        assertThat(judges(match, objects(null, null))).isTrue();
    }

    @Test
    void an_operator_that_nobody_knows_never_lets_a_change_slip_past() {
        for (var operator : new String[] {"Gt", "", null}) {
            var match = match().labels(expression(operator, List.of())).build();

            assertThat(judges(match, objects(labels(Map.of()), null)))
                    .as(operator)
                    .isTrue();
        }
    }

    @Test
    void every_condition_must_hold() {
        var match = match().gates(GatePoint.SYNC)
                .kinds(new Policy.Kinds(List.of("*"), List.of("Queue")))
                .namespaces("payments")
                .operations(Operation.CREATE)
                .build();

        assertThat(judges(match, change(GatePoint.SYNC, Operation.CREATE, "g", "Queue", "payments", null, null)))
                .isTrue();
        assertThat(judges(match, change(GatePoint.CLOUD, Operation.CREATE, "g", "Queue", "payments", null, null)))
                .isFalse();
        assertThat(judges(match, change(GatePoint.SYNC, Operation.UPDATE, "g", "Queue", "payments", null, null)))
                .isFalse();
        assertThat(judges(match, change(GatePoint.SYNC, Operation.CREATE, "g", "Bucket", "payments", null, null)))
                .isFalse();
        assertThat(judges(match, change(GatePoint.SYNC, Operation.CREATE, "g", "Queue", "other", null, null)))
                .isFalse();
    }

    private static Change at(GatePoint gate) {
        return change(gate, Operation.CREATE, "g", "Queue", "payments", null, null);
    }

    private static Change operation(Operation operation) {
        return change(GatePoint.SYNC, operation, "g", "Queue", "payments", null, null);
    }

    private static Change kind(String group, String kind) {
        return change(GatePoint.SYNC, Operation.CREATE, group, kind, "payments", null, null);
    }

    private static Change namespace(String namespace) {
        return change(GatePoint.SYNC, Operation.CREATE, "g", "Queue", namespace, null, null);
    }

    private static Change objects(@Nullable String object, @Nullable String oldObject) {
        return change(GatePoint.SYNC, Operation.UPDATE, "g", "Queue", "payments", object, oldObject);
    }

    private static Change change(
            GatePoint gate,
            Operation operation,
            String group,
            String kind,
            String namespace,
            @Nullable String object,
            @Nullable String oldObject) {
        return new Change(
                gate,
                operation,
                new Change.Subject(group, "v1", kind, namespace, "orders"),
                object == null ? null : Fixtures.json(object),
                oldObject == null ? null : Fixtures.json(oldObject),
                null,
                null,
                List.of(),
                null,
                null,
                null);
    }

    private static String labels(Map<String, String> labels) {
        var object = Fixtures.JSON.createObjectNode();
        labels.forEach(object.putObject("metadata").putObject("labels")::put);
        return object.toString();
    }

    private static LabelSelector expression(@Nullable String operator, List<String> values) {
        return new LabelSelectorBuilder()
                .withMatchExpressions(new LabelSelectorRequirement("tier", operator, values))
                .build();
    }

    @Test
    void names_are_matched_as_namespaces_are() {
        var match = match().names("orders*").excludedNames("orders-test").build();

        assertThat(judges(match, named("orders"))).isTrue();
        assertThat(judges(match, named("orders-eu"))).isTrue();
        assertThat(judges(match, named("orders-test"))).isFalse();
        assertThat(judges(match, named("returns"))).isFalse();
    }

    @Test
    void a_namespace_is_selected_by_its_labels_and_an_unknown_one_is_judged() {
        var selector = new LabelSelector();
        selector.setMatchLabels(Map.of("stage", "prod"));
        var match = match().namespaceLabels(selector).build();
        Namespaces known = name -> switch (name) {
            case "shop" -> Map.of("stage", "prod");
            case "lab" -> Map.of("stage", "test");
            default -> null;
        };

        assertThat(PolicyMatcher.matches(match, namespace("shop"), known)).isTrue();
        assertThat(PolicyMatcher.matches(match, namespace("lab"), known)).isFalse();
        assertThat(PolicyMatcher.matches(match, namespace("new"), known)).isTrue();
        assertThat(PolicyMatcher.matches(match, namespace(""), known)).isTrue();
    }

    private static boolean judges(Policy.@Nullable Match match, Change change) {
        return PolicyMatcher.matches(match, change, Namespaces.UNKNOWN);
    }

    private static Change named(String name) {
        return new Change(
                GatePoint.SYNC,
                Operation.CREATE,
                new Change.Subject("sqs.aws.sluice.dev", "v1alpha1", "Queue", "payments", name),
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null,
                null);
    }

    private static Policy.Match empty() {
        return new Policy.Match(
                List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), new LabelSelector(), null, List.of());
    }

    private static MatchBuilder match() {
        return new MatchBuilder();
    }

    private static final class MatchBuilder {
        private @Nullable List<GatePoint> gates;
        private @Nullable List<Policy.Kinds> kinds;
        private @Nullable List<String> namespaces;
        private @Nullable List<String> excluded;
        private @Nullable List<String> names;
        private @Nullable List<String> excludedNames;
        private @Nullable LabelSelector labels;
        private @Nullable LabelSelector namespaceLabels;
        private @Nullable List<Operation> operations;

        MatchBuilder gates(GatePoint... values) {
            gates = List.of(values);
            return this;
        }

        MatchBuilder kinds(Policy.Kinds... values) {
            kinds = List.of(values);
            return this;
        }

        MatchBuilder namespaces(String... values) {
            namespaces = List.of(values);
            return this;
        }

        MatchBuilder excluded(String... values) {
            excluded = List.of(values);
            return this;
        }

        MatchBuilder names(String... values) {
            names = List.of(values);
            return this;
        }

        MatchBuilder excludedNames(String... values) {
            excludedNames = List.of(values);
            return this;
        }

        MatchBuilder namespaceLabels(LabelSelector value) {
            namespaceLabels = value;
            return this;
        }

        MatchBuilder labels(LabelSelector value) {
            labels = value;
            return this;
        }

        MatchBuilder operations(Operation... values) {
            operations = List.of(values);
            return this;
        }

        Policy.Match build() {
            return new Policy.Match(
                    gates, kinds, namespaces, excluded, names, excludedNames, labels, namespaceLabels, operations);
        }
    }
}
