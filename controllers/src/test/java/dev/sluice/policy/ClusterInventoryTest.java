package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Policy.InventoryKind;
import dev.sluice.gate.Inventory.Contents;
import dev.sluice.kube.FakeApiServer;
import dev.sluice.provider.Confidential;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What policies see of a cluster, read by a real client. */
class ClusterInventoryTest {
    private static final InventoryKind NAMESPACES = new InventoryKind(null, "v1", "Namespace");
    private static final InventoryKind SECRETS = new InventoryKind("", "v1", "Secret");
    private static final InventoryKind UNKNOWN = new InventoryKind("example.com", "v1", "Thing");

    private final FakeApiServer api = new FakeApiServer()
            .serve("/api/v1", """
                    {"kind": "APIResourceList", "groupVersion": "v1", "resources": [
                      {"name": "namespaces", "kind": "Namespace", "namespaced": false, "verbs": ["list", "watch"]},
                      {"name": "secrets", "kind": "Secret", "namespaced": true, "verbs": ["list", "watch"]}]}
                    """)
            .serve("/api/v1/namespaces", """
                    {"kind": "NamespaceList", "apiVersion": "v1", "metadata": {"resourceVersion": "1"}, "items": [
                      {"metadata": {"name": "a", "labels": {"team": "x"}, "managedFields": [{"manager": "m"}]}},
                      {"metadata": {"name": "b"}}]}
                    """)
            .serve("/api/v1/secrets", """
                    {"kind": "SecretList", "apiVersion": "v1", "metadata": {"resourceVersion": "1"}, "items": [
                      {"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "data": {"password": "aHVudGVyMg=="},
                       "metadata": {"name": "s", "namespace": "a", "annotations": {
                         "kubectl.kubernetes.io/last-applied-configuration": "hunter2 aHVudGVyMg=="}}}]}
                    """);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final ClusterInventory inventory =
            new ClusterInventory(api.client(), new Confidential(List.of()), metrics, Instant::now);

    @AfterEach
    void close() {
        inventory.close();
        api.close();
    }

    @Test
    void kinds_that_are_expected_are_read_before_policies_need_them() {
        inventory.expect(List.of(NAMESPACES));

        assertThat(objects(NAMESPACES))
                .extracting(o -> o.at("/metadata/name").asText())
                .containsExactly("a", "b");
        assertThat(objects(NAMESPACES).getFirst().at("/metadata/labels/team").asText())
                .isEqualTo("x");
        assertThat(objects(NAMESPACES).toString()).doesNotContain("managedFields");
        assertThat(metrics.get("sluice_inventory_objects").gauge().value()).isEqualTo(2);
        assertThat(metrics.get("sluice_inventory_age").gauge().value()).isNotNegative();
        assertThat(api.asked()).noneMatch(asked -> asked.path().contains("secrets"));
    }

    @Test
    void what_secrets_hold_is_never_in_it() {
        inventory.expect(List.of(SECRETS));

        assertThat(objects(SECRETS)).hasSize(1);
        assertThat(objects(SECRETS).toString())
                .contains("\"s\"")
                .doesNotContain("aHVudGVyMg==")
                .doesNotContain("hunter2");
    }

    @Test
    void a_kind_that_is_not_served_is_unavailable_and_says_why() {
        inventory.expect(List.of(UNKNOWN));

        assertThat(inventory.snapshot().of(UNKNOWN))
                .isInstanceOfSatisfying(
                        Contents.Unavailable.class, u -> assertThat(u.why()).startsWith("it cannot be watched: "));
    }

    @Test
    void a_kind_that_no_policy_in_force_names_is_not_kept() {
        inventory.expect(List.of(NAMESPACES, SECRETS));

        inventory.keepFor(List.of());

        assertThat(inventory.snapshot().kinds()).isEqualTo(Map.of());
        assertThat(metrics.get("sluice_inventory_objects").gauge().value()).isZero();
    }

    private List<JsonNode> objects(InventoryKind kind) {
        return inventory.snapshot().of(kind) instanceof Contents.Objects objects ? objects.objects() : List.of();
    }
}
