package dev.sluice.e2e;

import static dev.sluice.e2e.Tenant.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Policy;
import dev.sluice.e2e.LocalCluster.TestNamespace;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.e2e.process.Await;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** That a policy is in force is proven, and what keeps it from it is said: on real servers, with real replicas. */
@ExtendWith(LocalCluster.class)
@Timeout(180)
class InForceIT {
    private static final Duration A_START = Duration.ofSeconds(60);
    private static final Duration NOTICED = Duration.ofSeconds(10);

    private LocalEnvironment environment;
    private KubernetesClient admin;
    private String name;

    @BeforeEach
    void aPolicy(LocalEnvironment environment, TestNamespace namespace) {
        this.environment = environment;
        this.admin = environment.client();
        this.name = namespace.name();
        environment.startSluice();
        environment.manifests().apply("""
                apiVersion: sluice.dev/v1alpha1
                kind: Policy
                metadata: {name: ${NAME}}
                spec:
                  match: {namespaces: ["${NAME}"]}
                  rego: |
                    package p

                    deny contains "no" if input.review.name == "bad"
                """, Map.of("NAME", name));
    }

    @AfterEach
    void remove() {
        admin.resources(Policy.class).withName(name).delete();
    }

    @Test
    void everyReplicaAndAProbeThroughTheApiServerSayIt() {
        eventually(() -> {
            assertThat(inForce()).returns("True", Condition::getStatus);
            var status = policy().getStatus();
            assertThat(status.replicas())
                    .singleElement()
                    .satisfies(replica -> assertThat(replica.digest())
                            .isEqualTo(status.inForce().digest()));
            assertThat(status.probe().digest()).isEqualTo(status.inForce().digest());
        });
        eventually(() -> assertThat(environment.startSluice().metrics())
                .contains("sluice_policy_revision{", "policy=\"%s\"".formatted(name), "sluice_webhook_answers 1"));
    }

    @Test
    void aReplicaThatCannotLoadItIsNamed() {
        eventually(() -> assertThat(inForce()).returns("True", Condition::getStatus));

        var broken = environment.launchReplica("broken-replica", Path.of("/nonexistent/opa"));
        try (broken) {
            Await.passes(A_START, () -> {
                assertThat(inForce())
                        .returns("False", Condition::getStatus)
                        .returns("ReplicasDiffer", Condition::getReason);
                assertThat(inForce().getMessage()).contains("1 of 2 replicas", "-" + broken.pid(), "/nonexistent/opa");
            });
            broken.kill();
        }

        eventually(() -> assertThat(inForce()).returns("True", Condition::getStatus));
        assertThat(policy().getStatus().replicas()).hasSize(1);
    }

    @Test
    void aWebhookThatIsRemovedAndCannotBeRestoredIsNoticedWithinTenSeconds() {
        eventually(() -> assertThat(inForce()).returns("True", Condition::getStatus));
        takeTheWebhooksFromSluice();
        try {
            var removed = System.nanoTime();
            admin.admissionRegistration()
                    .v1()
                    .validatingWebhookConfigurations()
                    .withName("sluice")
                    .delete();

            eventually(() -> assertThat(inForce())
                    .returns("False", Condition::getStatus)
                    .returns("WebhookBroken", Condition::getReason));
            assertThat(Duration.ofNanos(System.nanoTime() - removed)).isLessThan(NOTICED);
            eventually(() -> assertThat(
                            admin.events().v1().events().inAnyNamespace().list().getItems())
                    .anySatisfy(event -> {
                        assertThat(event.getReason()).isEqualTo("WebhookBroken");
                        assertThat(event.getNote()).contains("'sluice' is missing");
                    }));
            assertThat(environment.startSluice().metrics()).contains("sluice_webhook_answers 0");
        } finally {
            giveThemBack();
        }

        eventually(() -> assertThat(inForce()).returns("True", Condition::getStatus));
        assertThat(admin.admissionRegistration()
                        .v1()
                        .validatingWebhookConfigurations()
                        .withName("sluice")
                        .get())
                .isNotNull();
    }

    private Policy policy() {
        return admin.resources(Policy.class).withName(name).get();
    }

    private Condition inForce() {
        var status = policy().getStatus();
        assertThat(status).isNotNull();
        assertThat(status.conditions()).isNotNull();
        return Tenant.condition(status.conditions(), "InForce");
    }

    /** Everything but them: what it is bound to is a role that leaves out their group. */
    private void takeTheWebhooksFromSluice() {
        var groups = Stream.concat(
                        Stream.of(""), admin.getApiGroups().getGroups().stream().map(group -> group.getName()))
                .filter(group -> !group.equals("admissionregistration.k8s.io"))
                .toList();
        admin.resource(new ClusterRoleBuilder()
                        .withNewMetadata()
                        .withName("sluice-without-webhooks")
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups(groups)
                        .withResources("*")
                        .withVerbs("*")
                        .endRule()
                        .addNewRule()
                        .withApiGroups("admissionregistration.k8s.io")
                        .withResources("*")
                        .withVerbs("get", "list", "watch")
                        .endRule()
                        .build())
                .serverSideApply();
        bind("sluice-without-webhooks", "sluice-without-webhooks");
        admin.rbac().clusterRoleBindings().withName("sluice").delete();
        eventually(() -> assertThat(mayWriteWebhooks()).isFalse());
    }

    private void giveThemBack() {
        bind("sluice", "cluster-admin");
        eventually(() -> assertThat(mayWriteWebhooks()).isTrue());
        admin.rbac().clusterRoleBindings().withName("sluice-without-webhooks").delete();
        admin.rbac().clusterRoles().withName("sluice-without-webhooks").delete();
    }

    private void bind(String binding, String role) {
        admin.resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(binding)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                        .addNewSubject("rbac.authorization.k8s.io", "User", LocalEnvironment.SLUICE_USER, null)
                        .build())
                .serverSideApply();
    }

    private boolean mayWriteWebhooks() {
        var review = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(LocalEnvironment.SLUICE_USER)
                .withGroups(List.of("system:serviceaccounts"))
                .withNewResourceAttributes()
                .withGroup("admissionregistration.k8s.io")
                .withResource("validatingwebhookconfigurations")
                .withVerb("patch")
                .endResourceAttributes()
                .endSpec()
                .build();
        return Boolean.TRUE.equals(admin.resource(review).create().getStatus().getAllowed());
    }
}
