package dev.sluice.e2e;

import static dev.sluice.e2e.Tenant.eventually;
import static dev.sluice.e2e.Tenant.queue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.Policy;
import dev.sluice.api.PolicyExemption;
import dev.sluice.cli.Clients;
import dev.sluice.e2e.LocalCluster.TestNamespace;
import dev.sluice.e2e.kube.Manifests;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.provider.aws.sqs.Queue;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Exemptions at the API server's door and on the way to the cloud, and what is recorded of them. */
@ExtendWith(LocalCluster.class)
@Timeout(120)
class ExemptionIT {
    private LocalEnvironment environment;
    private KubernetesClient admin;
    private KubernetesClient developer;
    private String name;

    @BeforeEach
    void aPolicyInForce(LocalEnvironment environment, TestNamespace namespace) {
        this.environment = environment;
        this.admin = environment.client();
        this.name = namespace.name();
        environment.startSluice();
        developer = Clients.of(environment.developerKubeconfig());
        environment.manifests().apply("""
                apiVersion: sluice.dev/v1alpha1
                kind: Policy
                metadata: {name: ${NAME}}
                spec:
                  match: {namespaces: ["${NAME}"]}
                  rego: |
                    package p

                    deny contains "too long" if input.review.object.spec.forProvider.visibilityTimeout > 60
                """, Map.of("NAME", name));
        eventually(() -> {
            var status = admin.resources(Policy.class).withName(name).get().getStatus();
            assertThat(status).isNotNull();
            assertThat(Tenant.condition(status.conditions(), "InForce")).returns("True", Condition::getStatus);
        });
    }

    @AfterEach
    void remove() {
        developer.close();
        admin.resources(Policy.class).withName(name).delete();
        admin.resources(PolicyExemption.class).withName(name).delete();
    }

    @Test
    void whatIsExemptPassesEveryGateUntilItExpires() throws IOException {
        assertThatThrownBy(() -> apply("before", 90)).hasMessageContaining("too long");
        exempt(Instant.now().plus(Duration.ofSeconds(20)), "ann", adminName());

        eventually(() -> apply("during", 90));

        eventually(() -> {
            var status = admin.resources(Queue.class)
                    .inNamespace(name)
                    .withName(name + "-during")
                    .get()
                    .getStatus();
            assertThat(status).isNotNull();
            assertThat(status.decision()).isNotNull();
            assertThat(status.decision().admitted()).isTrue();
            assertThat(status.decision().exempted())
                    .singleElement()
                    .satisfies(e -> assertThat(e.exemption()).isEqualTo(name));
        });
        eventually(() -> assertThat(admin.resources(PolicyExemption.class)
                        .withName(name)
                        .get()
                        .getStatus())
                .isNotNull());
        eventually(() -> assertThatThrownBy(() -> apply("after", 90))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("too long"));
        assertThat(log()).contains("\"exemption\":\"" + name + "\"").contains("\"path\":\"sluice/cloud\"");
    }

    @Test
    void nobodyWritesAnExemptionInAnothersName() {
        assertThatThrownBy(() -> exempt(Instant.now().plus(Duration.ofDays(1)), "ann", "somebody-else"))
                .hasMessageContaining("only somebody-else, who approves it");
        assertThatThrownBy(() -> exempt(Instant.now().plus(Duration.ofDays(1)), adminName(), adminName()))
                .hasMessageContaining("nobody approves their own exemption");
        assertThatThrownBy(() -> exempt(Instant.now().plus(Duration.ofDays(400)), "ann", adminName()))
                .hasMessageContaining("more than 366 days");
    }

    private void apply(String suffix, int timeout) {
        new Manifests(developer)
                .apply(
                        queue(name + "-" + suffix, timeout).replace("metadata:", "metadata:\n  namespace: " + name),
                        Map.of());
    }

    private void exempt(Instant expires, String requestedBy, String approvedBy) {
        environment
                .manifests()
                .apply(
                        """
                apiVersion: sluice.dev/v1alpha1
                kind: PolicyExemption
                metadata: {name: ${NAME}}
                spec:
                  policies: ["${NAME}"]
                  match: {namespaces: ["${NAME}"]}
                  reason: a test
                  owner: tests
                  requestedBy: ${ANN}
                  approvedBy: ${BOB}
                  expires: "${EXPIRES}"
                """,
                        Map.of(
                                "NAME",
                                name,
                                "ANN",
                                requestedBy,
                                "BOB",
                                approvedBy,
                                "EXPIRES",
                                expires.truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    private String adminName() {
        var review = new io.fabric8.kubernetes.api.model.authentication.SelfSubjectReviewBuilder().build();
        return admin.resource(review).create().getStatus().getUserInfo().getUsername();
    }

    private String log() throws IOException {
        var log = environment.startSluice().log().resolveSibling("cache").resolve("decisions.jsonl");
        return Files.readString(log);
    }
}
