package dev.sluice.gate.gatekeeper;

import static dev.sluice.gate.gatekeeper.Objects.constraint;
import static dev.sluice.gate.gatekeeper.Objects.ownedBy;
import static dev.sluice.gate.gatekeeper.Objects.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.gate.Change;
import dev.sluice.gate.Namespaces;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintScopeTest {
    private static final Change.Subject POD = new Change.Subject("", "v1", "Pod", "shop", "cart");
    private static final Change.Subject NODE = new Change.Subject("", "v1", "Node", "", "n1");

    /** As the API server says it: a Namespace's request names itself as its namespace. */
    private static final Change.Subject NAMESPACE = new Change.Subject("", "v1", "Namespace", "shop", "shop");

    @Test
    void a_constraint_without_match_judges_everything_that_is_created_or_changed() throws Exception {
        assertThat(covers("enforcementAction: deny", POD)).isTrue();
        assertThat(covers("enforcementAction: deny", NODE)).isTrue();
        assertThat(covers("match: {}", NAMESPACE)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'',          Pod,        '',   Pod, true",
        "'',          Pod,        apps, Pod, false",
        "'',          Service,    '',   Pod, false",
        "*,           Pod,        apps, Pod, true",
        "apps,        *,          apps, Deployment, true",
        "apps,        *,          '',   Pod, false",
    })
    void kinds_match_by_group_and_kind(String group, String kind, String objectGroup, String objectKind, boolean judged)
            throws Exception {
        var match = "match: {kinds: [{apiGroups: ['%s'], kinds: ['%s']}]}".formatted(group, kind);

        assertThat(covers(match, new Change.Subject(objectGroup, "v1", objectKind, "shop", "cart")))
                .isEqualTo(judged);
    }

    @Test
    void kinds_without_a_list_stand_for_all_and_several_entries_for_any_of_them() throws Exception {
        assertThat(covers("match: {kinds: [{kinds: [Pod]}]}", POD)).isTrue();
        assertThat(covers("match: {kinds: [{apiGroups: ['']}]}", POD)).isTrue();
        assertThat(covers("match: {kinds: [{kinds: [Node]}, {kinds: [Pod]}]}", POD))
                .isTrue();
        assertThat(covers("match: {kinds: [{kinds: [Node]}, {kinds: [Service]}]}", POD))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"Cluster, false, true, true", "Namespaced, true, false, false", "*, true, true, true"})
    void scope_takes_a_namespace_for_what_it_is_of_the_cluster(
            String scope, boolean pod, boolean node, boolean namespace) throws Exception {
        var match = "match: {scope: '%s'}".formatted(scope);

        assertThat(covers(match, POD)).isEqualTo(pod);
        assertThat(covers(match, NODE)).isEqualTo(node);
        assertThat(covers(match, NAMESPACE)).isEqualTo(namespace);
    }

    @ParameterizedTest
    @CsvSource({
        "shop, true",
        "sh*, true",
        "*op, true",
        "*ho*, true",
        "*, true",
        "s*p, false",
        "shopping, false",
        "op, false"
    })
    void namespaces_and_exclusions_take_stars_at_either_end(String pattern, boolean matches) throws Exception {
        assertThat(covers("match: {namespaces: ['%s']}".formatted(pattern), POD))
                .isEqualTo(matches);
        assertThat(covers("match: {excludedNamespaces: ['%s']}".formatted(pattern), POD))
                .isEqualTo(!matches);
        assertThat(covers("match: {namespaces: ['%s']}".formatted(pattern), NAMESPACE))
                .isEqualTo(matches);
        assertThat(covers("match: {excludedNamespaces: ['%s']}".formatted(pattern), NAMESPACE))
                .isEqualTo(!matches);
    }

    @Test
    void what_has_no_namespace_is_in_every_one_and_in_no_excluded_one() throws Exception {
        assertThat(covers("match: {namespaces: [elsewhere]}", NODE)).isTrue();
        assertThat(covers("match: {excludedNamespaces: ['*']}", NODE)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"cart, true", "ca*, true", "*rt, true", "other, false"})
    void a_name_takes_stars_too(String pattern, boolean judged) throws Exception {
        assertThat(covers("match: {name: '%s'}".formatted(pattern), POD)).isEqualTo(judged);
    }

    @Test
    void labels_are_those_before_or_after_the_change() throws Exception {
        var match = "match: {labelSelector: {matchLabels: {tier: web}}}";
        var with = yaml("metadata: {labels: {tier: web}}");
        var without = yaml("metadata: {labels: {tier: db}}");

        assertThat(covers(match, POD, with, null, Namespaces.UNKNOWN)).isTrue();
        assertThat(covers(match, POD, without, with, Namespaces.UNKNOWN)).isTrue();
        assertThat(covers(match, POD, without, without, Namespaces.UNKNOWN)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{key: tier, operator: In, values: [web]} | true",
                "{key: tier, operator: NotIn, values: [web]} | false",
                "{key: absent, operator: NotIn, values: [web]} | true",
                "{key: tier, operator: Exists} | true",
                "{key: tier, operator: DoesNotExist} | false",
            })
    void expressions_select(String expression, boolean judged) throws Exception {
        var match = "match: {labelSelector: {matchExpressions: [%s]}}".formatted(expression);

        assertThat(covers(match, POD, yaml("metadata: {labels: {tier: web}}"), null, Namespaces.UNKNOWN))
                .isEqualTo(judged);
    }

    @Test
    void a_namespace_selector_looks_at_the_namespace_and_at_a_namespace_itself() throws Exception {
        var match = "match: {namespaceSelector: {matchLabels: {env: prod}}}";
        var object = yaml("metadata: {labels: {env: dev}}");

        assertThat(covers(match, POD, object, null, name -> Map.of("env", "prod")))
                .isTrue();
        assertThat(covers(match, POD, object, null, name -> Map.of("env", "dev")))
                .isFalse();
        assertThat(covers(match, NODE, object, null, name -> Map.of())).isTrue();
        assertThat(covers(match, NAMESPACE, object, null, name -> Map.of("env", "prod")))
                .isFalse();
        assertThat(covers(match, NAMESPACE, yaml("metadata: {labels: {env: prod}}"), null, name -> Map.of()))
                .isTrue();
    }

    @Test
    void an_object_in_a_namespace_of_which_nothing_is_known_is_judged() throws Exception {
        assertThat(covers("match: {namespaceSelector: {matchLabels: {env: prod}}}", POD))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"Original, true", "All, true", "Generated, false"})
    void a_constraint_for_what_expansion_makes_judges_nothing_that_people_wrote(String source, boolean judged)
            throws Exception {
        assertThat(covers("match: {source: %s}".formatted(source), POD)).isEqualTo(judged);
    }

    @Test
    void deletions_are_judged_only_where_the_constraint_says_so() throws Exception {
        var deletion = Objects.change(GatePoint.ADMISSION, Operation.DELETE, POD, null, yaml("metadata: {}"));

        assertThat(constraint(ownedBy("match: {}")).scope().covers(deletion, Namespaces.UNKNOWN))
                .isFalse();
        assertThat(constraint(ownedBy("match: {}")
                                .replace("name: teams", "name: teams\n  annotations: {sluice.dev/deletions: judge}"))
                        .scope()
                        .covers(deletion, Namespaces.UNKNOWN))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "match: {source: Nobody}",
                "match: {namespaces: shop}",
                "match: {namespaces: [1]}",
                "match: {labelSelector: {matchExpressions: [{key: a, operator: Like, values: [b]}]}}",
                "match: {labelSelector: {matchExpressions: [{key: a, operator: In}]}}",
                "match: {labelSelector: {matchExpressions: [{operator: Exists}]}}",
                "match: {namespaceSelector: [env]}",
                "match: everything",
            })
    void a_match_that_means_nothing_is_refused_with_its_place(String match) {
        assertThatThrownBy(() -> constraint(ownedBy(match)))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageStartingWith("spec.match");
    }

    private static boolean covers(String match, Change.Subject subject) throws InvalidObjectException {
        return covers(match, subject, yaml("metadata: {name: x}"), null, Namespaces.UNKNOWN);
    }

    private static boolean covers(
            String match, Change.Subject subject, JsonNode object, @Nullable JsonNode oldObject, Namespaces namespaces)
            throws InvalidObjectException {
        return constraint(ownedBy(match))
                .scope()
                .covers(Objects.change(GatePoint.ADMISSION, Operation.UPDATE, subject, object, oldObject), namespaces);
    }
}
