package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.managed.Adoption;
import dev.sluice.api.managed.AdoptionPolicy;
import dev.sluice.api.managed.DecisionStatus;
import dev.sluice.api.managed.DriftRecord;
import dev.sluice.api.managed.IgnoredChange;
import dev.sluice.api.managed.IgnoredDifference;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ManagedSpec;
import dev.sluice.api.managed.ManagedStatus;
import dev.sluice.api.managed.ManagementPolicy;
import dev.sluice.api.managed.PlanStatus;
import dev.sluice.api.managed.ResolvedReference;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirementBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Through the mapper of the Kubernetes client, which is the one that reads and writes the cluster. */
class RoundTripTest {
    private static final KubernetesSerialization CLIENT = new KubernetesSerialization();

    @Test
    void a_policy_comes_back_as_it_was_with_its_enums_by_their_labels() {
        var match = new Policy.Match(
                List.of(GatePoint.ADMISSION, GatePoint.CLOUD),
                List.of(new Policy.Kinds(List.of("*.aws.sluice.dev"), List.of("Bucket"))),
                List.of("team-*"),
                null,
                List.of("orders-*"),
                null,
                new LabelSelectorBuilder()
                        .addToMatchLabels("stage", "prod")
                        .addToMatchExpressions(new LabelSelectorRequirementBuilder()
                                .withKey("team")
                                .withOperator("In")
                                .withValues("a", "b")
                                .build())
                        .build(),
                null,
                List.of(Operation.CREATE, Operation.UPDATE));
        var parameters = JsonNodeFactory.instance.objectNode().put("max", 3);
        var policy = new Policy();
        policy.setSpec(new Policy.Spec(
                "why",
                "package p",
                Policy.RegoVersion.V0,
                "package p_test",
                parameters,
                null,
                parameters,
                List.of(new Policy.InventoryKind(null, "v1", "Namespace")),
                match,
                Policy.Action.WARN,
                new Policy.Actions(null, Policy.Action.DENY, null, null, null),
                Policy.Severity.HIGH,
                List.of("CIS-1")));

        var json = json(policy);
        assertThat(json.at("/spec/match/gates").toString()).isEqualTo("[\"admission\",\"cloud\"]");
        assertThat(json.at("/spec/match/operations").toString()).isEqualTo("[\"create\",\"update\"]");
        assertThat(json.at("/spec/action").asText()).isEqualTo("warn");
        assertThat(json.at("/spec/severity").asText()).isEqualTo("high");
        assertThat(json.at("/spec/regoVersion").asText()).isEqualTo("v0");
        assertThat(json.at("/spec/actions/admission").asText()).isEqualTo("deny");
        assertThat(json.at("/spec/match").has("excludedNamespaces")).isFalse();
        assertThat(json.at("/spec/match/labelSelector/matchExpressions/0/operator")
                        .asText())
                .isEqualTo("In");
        assertThat(back(policy).getSpec()).isEqualTo(policy.getSpec());
    }

    @Test
    void a_sync_comes_back_as_it_was_with_its_conditions() {
        var sync = new Sync();
        sync.setSpec(new Sync.Spec(new LocalReference("repo"), "deploy", true, "10m", null, null));
        var condition = new ConditionBuilder()
                .withType("Ready")
                .withStatus("True")
                .withReason("Applied")
                .withMessage("all applied")
                .withLastTransitionTime("2026-01-01T00:00:00Z")
                .withObservedGeneration(3L)
                .build();
        var entry = new Sync.Entry(
                "sqs.aws.sluice.dev/v1alpha1",
                "Queue",
                "ns",
                "q",
                "q.yaml",
                3,
                "c0ffee",
                "d1",
                Sync.Result.Held,
                "held",
                List.of(new Violation("p", "no", "high", "r1", null)));
        sync.setStatus(new Sync.Status(
                3L,
                List.of(condition),
                "c0ffee",
                "c0ffee",
                "2026-01-01T00:00:00Z",
                new Sync.Counts(1, 1, 0, 0),
                List.of(entry),
                List.of(new Sync.FileError("broken.yaml", null, "not YAML")),
                null,
                null));

        var json = json(sync);
        assertThat(json.at("/status/objects/0/result").asText()).isEqualTo("Held");
        assertThat(json.at("/status/conditions/0/observedGeneration").asLong()).isEqualTo(3);
        assertThat(json.at("/status/errors/0").has("line")).isFalse();
        assertThat(back(sync).getStatus()).isEqualTo(sync.getStatus());
    }

    @Test
    void a_repository_comes_back_as_it_was() {
        var repository = new GitRepository();
        repository.setSpec(new GitRepository.Spec(
                "https://example.org/r.git", "main", "1m", null, new LocalReference("git"), null, null));
        repository.setStatus(new GitRepository.Status(
                1L,
                null,
                new GitRepository.Artifact(
                        "c0ffee", "main", "A <a@example.org>", "subject", "2026-01-01T00:00:00Z", true),
                "/hooks/x",
                null));
        assertThat(back(repository).getSpec()).isEqualTo(repository.getSpec());
        assertThat(back(repository).getStatus()).isEqualTo(repository.getStatus());
        assertThat(json(repository).at("/spec").has("timeout")).isFalse();
    }

    record Parameters(String region, Integer delay) {}

    record Outputs(String arn) {}

    @Group("test.sluice.dev")
    @Version("v1alpha1")
    @SuppressWarnings("serial")
    static class Thing extends ManagedResource<Parameters, Outputs> {}

    @Test
    void a_managed_resource_comes_back_as_it_was_with_its_own_parameters() {
        var thing = new Thing();
        thing.setSpec(new ManagedSpec<>(
                new Parameters("eu-west-1", 0),
                List.of(ManagementPolicy.ALL, ManagementPolicy.OBSERVE),
                null,
                null,
                null,
                new LocalReference("thing-connection"),
                new Adoption(AdoptionPolicy.Adopt, Map.of("team", "shop")),
                JsonNodeFactory.instance.objectNode().put("delay", 3),
                List.of(new IgnoredChange("delay", "set by the autoscaler", "2026-01-01T00:00:00Z"))));
        var text = JsonNodeFactory.instance.textNode("a");
        var list = JsonNodeFactory.instance.arrayNode().add(1);
        var change =
                new FieldChange("tags[team]", FieldChange.Action.CHANGE, text, list, FieldChange.Reason.DRIFT, null);
        thing.setStatus(new ManagedStatus<>(
                2L,
                null,
                "thing",
                new Parameters("eu-west-1", 5),
                new Outputs("arn:thing"),
                List.of(new ResolvedReference("peerRef", "shop/peer", "arn:peer")),
                new PlanStatus(
                        "Update", List.of(change), List.of(new IgnoredDifference(change, "why", null)), "h1", null),
                new DecisionStatus("d", false, "s", List.of(), null, "2026-01-01T00:00:00Z", null),
                new Provenance("https://example.org/r", "c0ffee", "t.yaml", 4, null, null),
                List.of(new DriftRecord(
                        "2026-01-01T00:00:00Z",
                        null,
                        List.of(change),
                        null,
                        DriftRecord.Outcome.LeftAlone,
                        "why",
                        null)),
                true,
                null,
                null));

        var json = json(thing);
        assertThat(json.at("/spec/managementPolicies").toString()).isEqualTo("[\"*\",\"Observe\"]");
        assertThat(json.at("/status/plan/fields/0").toString())
                .isEqualTo(
                        "{\"path\":\"tags[team]\",\"action\":\"change\",\"before\":\"a\",\"after\":[1],\"reason\":\"drift\"}");
        assertThat(json.toString()).as("nulls are not written").doesNotContain("null");
        assertThat(back(thing).getSpec()).isEqualTo(thing.getSpec());
        assertThat(back(thing).getStatus()).isEqualTo(thing.getStatus());
    }

    @Test
    void a_new_managed_resource_can_be_made_without_a_specification() {
        var thing = new Thing();
        thing.setMetadata(new ObjectMetaBuilder().withName("thing").build());
        assertThat(thing.externalName()).isEqualTo("thing");
        thing.getMetadata().getAnnotations().put(Sluice.EXTERNAL_NAME, "other");
        assertThat(thing.externalName()).isEqualTo("other");
    }

    @ParameterizedTest
    @CsvSource({"500ms, 500", "90s, 90000", "10m, 600000", "1h30m, 5400000", "1h1m1s1ms, 3661001"})
    void a_duration_is_read(String text, long millis) {
        assertThat(Durations.parse(text, Duration.ZERO)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10", "m", "-5m", "1.5h", "1d", "10m ", "999999999999h", "1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s"
            })
    void what_is_not_a_duration_is_refused_with_an_example(String text) {
        assertThatThrownBy(() -> Durations.parse(text, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("90s");
    }

    @Test
    void no_duration_is_the_fallback() {
        assertThat(Durations.parse(null, Duration.ofMinutes(5))).isEqualTo(Duration.ofMinutes(5));
    }

    private static ObjectNode json(CustomResource<?, ?> resource) {
        return CLIENT.unmarshal(CLIENT.asJson(resource), ObjectNode.class);
    }

    @SuppressWarnings("unchecked")
    private static <R extends CustomResource<?, ?>> R back(R resource) {
        return (R) CLIENT.unmarshal(CLIENT.asJson(resource), resource.getClass());
    }
}
