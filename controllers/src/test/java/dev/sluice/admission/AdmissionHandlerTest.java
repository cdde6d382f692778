package dev.sluice.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.Operation;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import dev.sluice.gate.Gate;
import dev.sluice.gate.PolicySet;
import dev.sluice.kube.EventRecorder;
import dev.sluice.protection.FakeUsages;
import dev.sluice.provider.Confidential;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.aws.AwsProvider;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionHandlerTest {
    private static final Confidential CONFIDENTIAL = new Confidential(new AwsProvider(ProviderContext.PLAIN).kinds());

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FakeUsages usages = new FakeUsages();
    private final List<String> events = new ArrayList<>();
    private final List<Change> judged = new ArrayList<>();

    @Test
    void a_change_that_no_policy_objects_to_is_allowed_and_carries_the_decision() throws Exception {
        var response = answer(PolicySet.Judgement.NOTHING, review("CREATE", false));

        assertThat(response.path("uid").asText()).isEqualTo("r-1");
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.path("auditAnnotations").path("policy-set").asText())
                .isEqualTo("test-set");
        assertThat(response.path("auditAnnotations").path("decision-id").asText())
                .isNotEmpty();
    }

    @Test
    void a_violation_is_denied_with_403_and_the_policys_words() throws Exception {
        var judgement = new PolicySet.Judgement(
                List.of(new Violation("no-public-bucket", "close it", "high", null, null)), List.of(), List.of());

        var response = answer(judgement, review("CREATE", false));

        assertThat(response.path("allowed").asBoolean()).isFalse();
        assertThat(response.path("status").path("code").asInt()).isEqualTo(403);
        assertThat(response.path("status").path("message").asText()).isEqualTo("[no-public-bucket] close it");
        assertThat(response.path("status")
                        .path("details")
                        .path("causes")
                        .get(0)
                        .path("reason")
                        .asText())
                .isEqualTo("no-public-bucket");
    }

    @Test
    void a_warning_reaches_the_user_and_stays_as_an_event_that_names_them() throws Exception {
        var response = answer(warning(), review("UPDATE", false));

        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.path("warnings").get(0).asText()).isEqualTo("[git-only] glass broken: fire");
        assertThat(events).containsExactly("Queue q AdmittedWithWarning [git-only] glass broken: fire (by ann)");
    }

    @Test
    void a_dry_run_leaves_no_event() throws Exception {
        answer(warning(), review("UPDATE", true));

        assertThat(events).isEmpty();
    }

    @Test
    void the_policy_sees_what_differs_and_who_asks_and_not_the_servers_bookkeeping() throws Exception {
        answer(PolicySet.Judgement.NOTHING, review("UPDATE", false));

        var change = judged.getFirst();
        assertThat(change.operation()).isEqualTo(Operation.UPDATE);
        assertThat(change.user().name()).isEqualTo("ann");
        assertThat(change.diff()).extracting(f -> f.path()).containsExactly("spec.forProvider.delaySeconds");
    }

    @Test
    void a_secret_field_of_a_managed_kind_is_seen_to_change_and_not_what_it_is() throws Exception {
        var object = """
                {"kind": "Secret", "metadata": {"name": "db", "annotations":
                 {"kubectl.kubernetes.io/last-applied-configuration": "{\\"secretString\\": \\"%1$s\\"}"}},
                 "spec": {"forProvider": {"region": "eu-west-1", "secretString": "%1$s"}}}""";
        var body = """
                {"request": {"uid": "1", "operation": "UPDATE", "namespace": "n", "name": "db",
                 "kind": {"group": "secretsmanager.aws.sluice.dev", "version": "v1alpha1", "kind": "Secret"},
                 "userInfo": {"username": "ann"}, "object": %s, "oldObject": %s}}""".formatted(object.formatted("n3w-secret"), object.formatted("0ld-secret"));

        answer(PolicySet.Judgement.NOTHING, body.getBytes(UTF_8));

        var change = judged.getFirst();
        assertThat(change.toString()).doesNotContain("n3w-secret").doesNotContain("0ld-secret");
        assertThat(change.diff()).extracting(f -> f.path()).contains("spec.forProvider.secretString");
        assertThat(change.object().at("/spec/forProvider/region").asText()).isEqualTo("eu-west-1");
    }

    @Test
    void without_policies_loaded_everything_is_denied() throws Exception {
        var handler = new AdmissionHandler(
                new Gate(() -> null, InstantSource.system()),
                usages.protection(),
                CONFIDENTIAL,
                recorder(),
                new SimpleMeterRegistry());

        var response = JSON.readTree(handler.handle(review("CREATE", false))).path("response");

        assertThat(response.path("allowed").asBoolean()).isFalse();
        assertThat(response.path("status").path("message").asText()).contains("not loaded yet");
    }

    @Test
    void what_is_no_review_is_refused_and_never_admitted() {
        for (var body : List.of("", "{", "[]", "{\"request\":{}}", "[".repeat(5000), review("CONNECT"))) {
            assertThatThrownBy(() -> answer(PolicySet.Judgement.NOTHING, body.getBytes(UTF_8)))
                    .as(body.substring(0, Math.min(40, body.length())))
                    .isInstanceOf(AdmissionHandler.MalformedReviewException.class);
        }
    }

    @Test
    void what_is_protected_is_not_deleted_and_policies_are_not_even_asked() throws Exception {
        usages.protect("payments", "sqs.aws.sluice.dev/v1", "Queue", "q", "orders of this year");

        var response = answer(PolicySet.Judgement.NOTHING, review("DELETE", false));

        assertThat(response.path("allowed").asBoolean()).isFalse();
        assertThat(response.at("/status/code").asInt()).isEqualTo(403);
        assertThat(response.at("/status/message").asText())
                .isEqualTo(
                        "[protection] Usage payments/keep-q protects it: orders of this year. Delete the Usage first if it shall go.");
        assertThat(judged).isEmpty();
        assertThat(answer(PolicySet.Judgement.NOTHING, review("UPDATE", false))
                        .path("allowed")
                        .asBoolean())
                .as("a change is no deletion")
                .isTrue();
    }

    @Test
    void one_of_many_that_are_deleted_by_one_request_is_known_by_its_own_name() throws Exception {
        usages.protect("payments", "sqs.aws.sluice.dev/v1", "Queue", "q", "orders of this year");
        var collection = """
                {"request": {"uid": "1", "operation": "DELETE", "namespace": "payments", "name": "",
                 "kind": {"group": "sqs.aws.sluice.dev", "version": "v1alpha1", "kind": "Queue"},
                 "userInfo": {"username": "ann"}, "oldObject": {"metadata": {"name": "q"}}}}""";

        var response = answer(PolicySet.Judgement.NOTHING, collection.getBytes(UTF_8));

        assertThat(response.path("allowed").asBoolean()).isFalse();
    }

    private static PolicySet.Judgement warning() {
        return new PolicySet.Judgement(
                List.of(), List.of(new Violation("git-only", "glass broken: fire", "high", null, null)), List.of());
    }

    private JsonNode answer(PolicySet.Judgement judgement, byte[] body) throws Exception {
        var policies = new PolicySet() {
            @Override
            public String digest() {
                return "test-set";
            }

            @Override
            public Judgement judge(Change change) {
                judged.add(change);
                return judgement;
            }
        };
        var handler = new AdmissionHandler(
                new Gate(() -> policies, InstantSource.system()),
                usages.protection(),
                CONFIDENTIAL,
                recorder(),
                new SimpleMeterRegistry());
        return JSON.readTree(handler.handle(body)).path("response");
    }

    private EventRecorder recorder() {
        return new EventRecorder() {
            @Override
            public void normal(HasMetadata about, String reason, String message) {
                warning(about, reason, message);
            }

            @Override
            public void warning(HasMetadata about, String reason, String message) {
                events.add(about.getKind() + " " + about.getMetadata().getName() + " " + reason + " " + message);
            }
        };
    }

    private static byte[] review(String operation, boolean dryRun) {
        return review(operation)
                .replace("\"dryRun\": false", "\"dryRun\": " + dryRun)
                .getBytes(UTF_8);
    }

    private static String review(String operation) {
        return """
                {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
                  "uid": "r-1", "operation": "%s", "dryRun": false, "namespace": "payments", "name": "q",
                  "kind": {"group": "sqs.aws.sluice.dev", "version": "v1alpha1", "kind": "Queue"},
                  "userInfo": {"username": "ann", "groups": ["system:authenticated"]},
                  "oldObject": {"metadata": {"name": "q", "resourceVersion": "1"},
                                "spec": {"forProvider": {"region": "eu-west-1", "delaySeconds": 0}}},
                  "object": {"metadata": {"name": "q", "resourceVersion": "2"},
                             "spec": {"forProvider": {"region": "eu-west-1", "delaySeconds": 5}}}}}
                """.formatted(operation);
    }
}
