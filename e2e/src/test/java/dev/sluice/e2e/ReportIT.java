package dev.sluice.e2e;

import static dev.sluice.e2e.Tenant.eventually;
import static dev.sluice.e2e.Tenant.queue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.Policy;
import dev.sluice.cli.Clients;
import dev.sluice.cli.output.Finding;
import dev.sluice.cli.output.Result;
import dev.sluice.cli.report.ClusterFindings;
import dev.sluice.e2e.LocalCluster.TestNamespace;
import dev.sluice.e2e.kube.Manifests;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.provider.aws.sqs.Queue;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What stands in the cluster is judged, and told in the kinds of reports that the cluster knows. */
@ExtendWith(LocalCluster.class)
@Timeout(180)
class ReportIT {
    private static final List<String> DEFINITIONS = List.of(
            "reports.openreports.io",
            "clusterreports.openreports.io",
            "policyreports.wgpolicyk8s.io",
            "clusterpolicyreports.wgpolicyk8s.io");

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
        DEFINITIONS.forEach(name -> admin.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(name)
                .delete());
        eventually(() -> assertThat(groups()).doesNotContain("openreports.io", "wgpolicyk8s.io"));
    }

    private List<String> groups() {
        return admin.getApiGroups().getGroups().stream().map(g -> g.getName()).toList();
    }

    private void install(String file, String group) {
        try (var in = Objects.requireNonNull(ReportIT.class.getResourceAsStream("/reports/" + file))) {
            environment.manifests().apply(new String(in.readAllBytes(), StandardCharsets.UTF_8), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        eventually(() -> assertThat(groups()).contains(group));
    }

    private void policy() {
        environment.manifests().apply("""
            apiVersion: sluice.dev/v1alpha1
            kind: Policy
            metadata: {name: ${NAME}}
            spec:
              severity: high
              controls: [CIS-1.2]
              match:
                namespaces: ["${NAME}"]
                kinds: [{apiGroups: [sqs.aws.sluice.dev]}]
              rego: |
                package timeouts

                violation contains {"msg": "spec.forProvider.visibilityTimeout is too long"} if {
                	input.review.object.spec.forProvider.visibilityTimeout > 60
                }
            """, Map.of("NAME", namespace));
    }

    private void apply(int timeout) {
        new Manifests(developer)
                .apply(
                        queue(namespace + "-q", timeout).replace("metadata:", "metadata:\n  namespace: " + namespace),
                        Map.of());
    }

    private String uid() {
        return admin.resources(Queue.class)
                .inNamespace(namespace)
                .withName(namespace + "-q")
                .get()
                .getMetadata()
                .getUid();
    }

    private GenericKubernetesResource report(String apiVersion, String kind, String name) {
        return admin.genericKubernetesResources(apiVersion, kind)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    private GenericKubernetesResource open(String name) {
        return report("openreports.io/v1alpha1", "Report", name);
    }

    private static void says(GenericKubernetesResource report, int passed, int failed) {
        assertThat(report).isNotNull();
        assertThat(report.<Integer>get("summary", "pass")).isEqualTo(passed);
        assertThat(report.<Integer>get("summary", "fail")).isEqualTo(failed);
    }

    @Test
    void aReportFollowsItsObjectAndItsPolicies() {
        install("openreports.yaml", "openreports.io");
        apply(90);
        var uid = uid();
        policy();

        eventually(() -> says(open(uid), 0, 1));
        var report = open(uid);
        assertThat(report.<String>get("scope", "name")).isEqualTo(namespace + "-q");
        assertThat(report.<String>get("results", 0, "policy")).isEqualTo(namespace);
        assertThat(report.<String>get("results", 0, "severity")).isEqualTo("high");
        assertThat(report.<String>get("results", 0, "message")).contains("too long");
        assertThat(report.getMetadata().getLabels()).containsEntry("app.kubernetes.io/managed-by", "sluice");
        assertThat(report.getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(uid));

        assertThat(new ClusterFindings(admin)
                        .read(namespace, InstantSource.system())
                        .all())
                .as("what ./sluice report shows")
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.result()).isEqualTo(Result.FAIL);
                    assertThat(finding.controls()).containsExactly("CIS-1.2");
                    assertThat(finding.resource())
                            .isEqualTo(new Finding.Resource(
                                    "sqs.aws.sluice.dev/v1alpha1", "Queue", namespace, namespace + "-q"));
                });

        apply(30);
        eventually(() -> says(open(uid), 1, 0));
        var version = open(uid).getMetadata().getResourceVersion();

        assertThatThrownBy(() -> apply(91)).hasMessageContaining("too long");
        eventually(() -> says(open("sluice-denials"), 0, 1));
        assertThat(open("sluice-denials").<String>get("results", 0, "properties", "user"))
                .contains("developer");
        assertThat(open(uid).getMetadata().getResourceVersion())
                .as("written only when it says something else")
                .isEqualTo(version);

        admin.resources(Policy.class).withName(namespace).delete();
        eventually(
                () -> assertThat(open(uid)).as("no policy looks at it any more").isNull());

        policy();
        eventually(() -> says(open(uid), 1, 0));
        admin.resources(Queue.class)
                .inNamespace(namespace)
                .withName(namespace + "-q")
                .delete();
        eventually(() -> assertThat(open(uid)).as("the object has gone").isNull());
    }

    @Test
    void theOlderKindOfReportIsWrittenWhereTheNewerIsNotInstalled() {
        install("policyreports.yaml", "wgpolicyk8s.io");
        apply(90);
        var uid = uid();
        policy();

        eventually(() -> says(report("wgpolicyk8s.io/v1alpha2", "PolicyReport", uid), 0, 1));
    }
}
