package dev.sluice.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.GatePoint;
import dev.sluice.api.Policy;
import dev.sluice.gate.rego.PolicyDefinition;
import dev.sluice.kube.FakeApiServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditedKindsTest {
    private final FakeApiServer server = new FakeApiServer();
    private final AuditedKinds kinds = new AuditedKinds(server.client(), List.of("sqs.aws.sluice.dev"));

    @BeforeEach
    void anApiServer() {
        server.serve("/apis", """
            {"kind": "APIGroupList", "apiVersion": "v1", "groups": [
              {"name": "apps", "preferredVersion": {"groupVersion": "apps/v1", "version": "v1"}},
              {"name": "sluice.dev", "preferredVersion": {"groupVersion": "sluice.dev/v1alpha1", "version": "v1alpha1"}},
              {"name": "sqs.aws.sluice.dev",
               "preferredVersion": {"groupVersion": "sqs.aws.sluice.dev/v1alpha1", "version": "v1alpha1"}}]}\
            """);
        served("/api/v1", "v1", resource("configmaps", "ConfigMap") + "," + resource("secrets", "Secret"));
        served("/apis/apps/v1", "apps/v1", resource("deployments", "Deployment"));
        served("/apis/sluice.dev/v1alpha1", "sluice.dev/v1alpha1", resource("policies", "Policy"));
        served(
                "/apis/sqs.aws.sluice.dev/v1alpha1",
                "sqs.aws.sluice.dev/v1alpha1",
                resource("queues", "Queue") + "," + resource("queues/status", "Queue"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void served(String path, String groupVersion, String resources) {
        server.serve(path, """
            {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "%s", "resources": [%s]}\
            """.formatted(groupVersion, resources));
    }

    private static String resource(String plural, String kind) {
        return """
            {"name": "%s", "kind": "%s", "namespaced": true, "singularName": "", "verbs": ["get", "list", "watch"]}\
            """.formatted(plural, kind);
    }

    private List<String> audited(Policy.Match match) {
        var policy = PolicyDefinition.of("p", Policy.Spec.of("package p").withMatch(match));
        return kinds.of(List.of(policy), kinds.served()).stream()
                .map(AuditedKind::plural)
                .sorted()
                .toList();
    }

    private static Policy.Match match(List<String> groups, List<String> names) {
        return new Policy.Match(
                null, List.of(new Policy.Kinds(groups, names)), null, null, null, null, null, null, null);
    }

    @Test
    void a_policy_for_everything_means_our_own_kinds() {
        assertThat(audited(null)).containsExactly("policies", "queues");
        assertThat(audited(match(List.of("*"), null))).containsExactly("policies", "queues");
        assertThat(audited(match(List.of("*.aws.sluice.dev"), List.of("*")))).containsExactly("queues");
    }

    @Test
    void other_kinds_are_audited_where_a_policy_names_them() {
        assertThat(audited(match(List.of("", "apps"), List.of("ConfigMap", "Deployment"))))
                .containsExactly("configmaps", "deployments");
        assertThat(audited(match(List.of("apps"), List.of("*"))))
                .as("not all of a group that is not ours")
                .isEmpty();
    }

    @Test
    void a_policy_that_is_silent_in_the_audit_asks_for_nothing() {
        assertThat(audited(
                        new Policy.Match(List.of(GatePoint.ADMISSION), null, null, null, null, null, null, null, null)))
                .isEmpty();
    }
}
