package dev.sluice.e2e;

import static dev.sluice.e2e.Tenant.eventually;
import static dev.sluice.e2e.Tenant.queue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.Policy;
import dev.sluice.cli.Clients;
import dev.sluice.e2e.LocalCluster.TestNamespace;
import dev.sluice.e2e.kube.Manifests;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.provider.aws.sqs.Queue;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Policies in force, at the API server's door. Each test's policy judges its own namespace only. */
@ExtendWith(LocalCluster.class)
@Timeout(120)
class PolicyIT {
    private static final String SHORT_TIMEOUTS = """
            package timeouts

            violation contains {"msg": msg} if {
            	input.review.object.spec.forProvider.visibilityTimeout > input.parameters.limit
            	msg := sprintf("at most %d seconds", [input.parameters.limit])
            }
            """;

    private LocalEnvironment environment;
    private String namespace;
    private KubernetesClient admin;
    private KubernetesClient developer;

    @BeforeEach
    void aDeveloper(LocalEnvironment environment, TestNamespace namespace) {
        this.environment = environment;
        this.namespace = namespace.name();
        environment.startSluice();
        admin = environment.client();
        developer = Clients.of(environment.developerKubeconfig());
    }

    @AfterEach
    void remove() {
        developer.close();
        admin.resources(Policy.class).withName(namespace).delete();
    }

    private void policy(String rego, String action) {
        environment.manifests().apply("""
                apiVersion: sluice.dev/v1alpha1
                kind: Policy
                metadata: {name: ${NAME}}
                spec:
                  action: ${ACTION}
                  parameters: {limit: 60}
                  match: {namespaces: ["${NAME}"]}
                  rego: |
                ${REGO}
                """, Map.of("NAME", namespace, "ACTION", action, "REGO", rego.indent(4)));
    }

    private void policyIs(String type, String status, String... words) {
        eventually(() -> {
            var policy = admin.resources(Policy.class).withName(namespace).get();
            assertThat(policy.getStatus()).isNotNull();
            assertThat(policy.getStatus().observedGeneration())
                    .isEqualTo(policy.getMetadata().getGeneration());
            var condition = Tenant.condition(policy.getStatus().conditions(), type);
            assertThat(condition).returns(status, Condition::getStatus);
            for (var word : words) {
                assertThat(condition.getMessage()).contains(word);
            }
        });
    }

    private void apply(int timeout) {
        new Manifests(developer)
                .apply(
                        queue(namespace + "-q", timeout).replace("metadata:", "metadata:\n  namespace: " + namespace),
                        Map.of());
    }

    @Test
    void aPolicyDeniesFromTheMomentItIsInForce() {
        policy(SHORT_TIMEOUTS, "deny");
        policyIs("InForce", "True");

        assertThatThrownBy(() -> apply(41_973))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("[%s] at most 60 seconds".formatted(namespace));
        apply(30);

        assertThat(environment.proxy().callsMentioning("41973")).isEmpty();
    }

    @Test
    void aRevisionThatDoesNotCompileLeavesTheOneBeforeInForceAndSaysSo() {
        policy(SHORT_TIMEOUTS, "deny");
        policyIs("InForce", "True");

        policy(SHORT_TIMEOUTS.replace(" > ", " > > "), "deny");

        policyIs("Ready", "False", "line 4", "stays in force");
        policyIs("InForce", "True", "still in force");
        assertThatThrownBy(() -> apply(90)).hasMessageContaining("at most 60 seconds");
    }

    @Test
    void aPolicyThatOnlyWarnsIsOnRecordAndLetsTheChangePass() {
        policy(SHORT_TIMEOUTS, "warn");
        policyIs("InForce", "True");

        apply(90);

        eventually(() -> assertThat(admin.events()
                        .v1()
                        .events()
                        .inNamespace(namespace)
                        .list()
                        .getItems())
                .anySatisfy(e -> {
                    assertThat(e.getReason()).isEqualTo("AdmittedWithWarning");
                    assertThat(e.getNote()).contains("at most 60 seconds").contains("developer");
                }));
        eventually(() -> assertThat(admin.resources(Queue.class)
                        .inNamespace(namespace)
                        .withName(namespace + "-q")
                        .get()
                        .getStatus()
                        .decision())
                .isNotNull()
                .satisfies(d -> {
                    assertThat(d.admitted()).isTrue();
                    assertThat(d.warnings())
                            .singleElement()
                            .satisfies(w -> assertThat(w.message()).contains("at most 60 seconds"));
                }));
    }

    @Test
    void aPolicyThatFailsToEvaluateRejects() {
        policy(
                "package p\n\nviolation contains x if x := to_number(\"not a number\")\n\nviolation := 1 if false\n",
                "deny");
        policyIs("Ready", "False");

        policy("package p\n\nviolation := 7\n", "deny");

        policyIs("Ready", "False", "must be a set");
    }

    @Test
    void aWebhookThatSomebodyRemovesIsRestored() {
        policy(SHORT_TIMEOUTS, "deny");
        policyIs("InForce", "True");

        admin.admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName("sluice")
                .delete();

        eventually(() -> assertThat(admin.admissionRegistration()
                        .v1()
                        .validatingWebhookConfigurations()
                        .withName("sluice")
                        .get())
                .isNotNull());
        eventually(() -> assertThatThrownBy(() -> apply(90)).hasMessageContaining("at most 60 seconds"));
    }

    @Test
    void aPolicyThatIsDeletedJudgesNoMore() {
        policy(SHORT_TIMEOUTS, "deny");
        policyIs("InForce", "True");
        assertThatThrownBy(() -> apply(90)).hasMessageContaining("at most 60 seconds");

        admin.resources(Policy.class).withName(namespace).delete();

        eventually(() -> assertThatCode(() -> apply(90)).doesNotThrowAnyException());
    }
}
