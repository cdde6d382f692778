package dev.sluice.e2e;

import static dev.sluice.e2e.Tenant.eventually;
import static dev.sluice.e2e.Tenant.queue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.ReferenceGrant;
import dev.sluice.api.Sync;
import dev.sluice.api.Usage;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ManagedStatus;
import dev.sluice.e2e.LocalCluster.TestNamespace;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.provider.aws.ec2.SecurityGroup;
import dev.sluice.provider.aws.ec2.Subnet;
import dev.sluice.provider.aws.ec2.Vpc;
import dev.sluice.provider.aws.sqs.Queue;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** References by labels and across namespaces, and what a Usage keeps from being deleted. */
@ExtendWith(LocalCluster.class)
@Timeout(120)
class ReferencesIT {
    private static final String VPC = """
            apiVersion: ec2.aws.sluice.dev/v1alpha1
            kind: VPC
            metadata: {name: "${NAME}", namespace: "${NAMESPACE}", labels: {tier: data}}
            spec:
              forProvider:
                region: eu-west-1
                cidrBlock: 10.0.0.0/16
            """;
    private static final String SUBNET = """
            apiVersion: ec2.aws.sluice.dev/v1alpha1
            kind: Subnet
            metadata: {name: subnet, namespace: "${NAMESPACE}"}
            spec:
              forProvider:
                region: eu-west-1
                vpcRef: ${REF}
                cidrBlock: 10.0.1.0/24
            """;
    private static final String GROUP = """
            apiVersion: ec2.aws.sluice.dev/v1alpha1
            kind: SecurityGroup
            metadata: {name: "${NAME}", namespace: "${NAMESPACE}"}
            spec:
              forProvider:
                region: eu-west-1
                vpcRef: {name: vpc}
                groupName: "${NAMESPACE}-${NAME}"
                description: one of two
                ingress:
                  - {ipProtocol: tcp, fromPort: 1, toPort: 1, securityGroupRef: {name: "${OTHER}"}}
            """;
    private static final String USAGE = """
            apiVersion: sluice.dev/v1alpha1
            kind: Usage
            metadata: {name: keep, namespace: "${NAMESPACE}"}
            spec:
              of: {apiVersion: ${API}, kind: ${KIND}, name: "${NAME}"}
              reason: somebody needs it
            """;
    private static final String CONFIG_MAP = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: other}
            """;
    private static final String BY_LABELS = "{selector: {matchLabels: {tier: data}}}";

    private LocalEnvironment environment;
    private KubernetesClient client;
    private String namespace;

    @BeforeEach
    void sluiceRuns(LocalEnvironment environment, TestNamespace namespace) {
        environment.startSluice();
        this.environment = environment;
        this.client = environment.client();
        this.namespace = namespace.name();
    }

    @Test
    void aSelectorIsResolvedOnceOneObjectHasTheLabelsAndRefusesToChooseBetweenTwo() {
        subnet(BY_LABELS);
        synced(Subnet.class, namespace, "subnet", "ReferencesNotReady");

        vpc(namespace, "first");
        var status = ready(Subnet.class, namespace, "subnet");
        assertThat(status.references()).singleElement().satisfies(r -> {
            assertThat(r.field()).isEqualTo("vpcRef");
            assertThat(r.object()).isEqualTo(namespace + "/first");
            assertThat(r.value()).startsWith("vpc-");
        });

        vpc(namespace, "second");
        synced(Subnet.class, namespace, "subnet", "ReferenceAmbiguous");

        environment
                .manifests()
                .apply(VPC.replace("tier: data", "tier: web"), Map.of("NAME", "second", "NAMESPACE", namespace));
        ready(Subnet.class, namespace, "subnet");
    }

    @Test
    void anotherNamespaceIsReferredToOnlyAsLongAsItGrantsThat() {
        var network = namespace + "-network";
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(network)
                        .endMetadata()
                        .build())
                .create();
        vpc(network, "main");
        ready(Vpc.class, network, "main");
        subnet("{name: main, namespace: %s}".formatted(network));
        assertThat(synced(Subnet.class, namespace, "subnet", "ReferenceNotGranted"))
                .contains("from {group: ec2.aws.sluice.dev, kind: Subnet, namespace: %s}".formatted(namespace));

        environment.manifests().apply("""
                apiVersion: sluice.dev/v1alpha1
                kind: ReferenceGrant
                metadata: {name: subnets, namespace: "${NETWORK}"}
                spec:
                  from: [{group: ec2.aws.sluice.dev, kind: Subnet, namespace: "${NAMESPACE}"}]
                  to: [{group: ec2.aws.sluice.dev, kind: VPC}]
                """, Map.of("NETWORK", network, "NAMESPACE", namespace));
        ready(Subnet.class, namespace, "subnet");

        client.resources(Vpc.class).inNamespace(network).withName("main").delete();
        assertThat(synced(Vpc.class, network, "main", "InUse")).contains("Subnet %s/subnet".formatted(namespace));

        client.resources(ReferenceGrant.class).inNamespace(network).delete();
        synced(Subnet.class, namespace, "subnet", "ReferenceNotGranted");
        assertThat(condition(Subnet.class, namespace, "subnet", "Ready").getStatus())
                .isEqualTo("True");

        client.resources(Subnet.class).inNamespace(namespace).withName("subnet").delete();
        gone(Vpc.class, network, "main");
    }

    @Test
    void groupsThatWaitForEachOtherSayWhichAndWhatToDo() {
        vpc(namespace, "vpc");
        for (var pair : List.of(List.of("a", "b"), List.of("b", "a"))) {
            environment
                    .manifests()
                    .apply(
                            GROUP.replace("${OTHER}", pair.get(1)),
                            Map.of("NAME", pair.getFirst(), "NAMESPACE", namespace));
        }

        for (var name : List.of("a", "b")) {
            assertThat(synced(SecurityGroup.class, namespace, name, "ReferenceCycle"))
                    .contains("SecurityGroup %1$s/a".formatted(namespace))
                    .contains("Take one of these references out");
        }
    }

    @Test
    void whatAUsageProtectsIsNotDeletedAtTheApiServer() {
        vpc(namespace, "vpc");
        ready(Vpc.class, namespace, "vpc");
        environment
                .manifests()
                .apply(
                        USAGE,
                        Map.of(
                                "NAMESPACE",
                                namespace,
                                "API",
                                "ec2.aws.sluice.dev/v1alpha1",
                                "KIND",
                                "VPC",
                                "NAME",
                                "vpc"));
        var vpc = client.resources(Vpc.class).inNamespace(namespace).withName("vpc");
        var dryRun = vpc.dryRun();

        // Sluice hears of the Usage by a watch.
        eventually(() -> assertThatThrownBy(dryRun::delete)
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("Usage %s/keep protects it: somebody needs it".formatted(namespace)));
        assertThatThrownBy(
                        () -> client.resources(Vpc.class).inNamespace(namespace).delete())
                .as("all at once")
                .hasMessageContaining("Usage %s/keep protects it".formatted(namespace));

        client.resources(Usage.class).inNamespace(namespace).delete();
        eventually(() -> {
            try {
                vpc.delete();
            } catch (KubernetesClientException e) {
                throw new AssertionError(e);
            }
        });
        gone(Vpc.class, namespace, "vpc");
    }

    @Test
    void whatAUsageProtectsIsNotPruned(TestNamespace own, @TempDir Path folder) {
        var orders = own.unique("orders");
        try (var tenant = Tenant.of(environment, own, folder)) {
            tenant.work
                    .write("other.yaml", CONFIG_MAP)
                    .write("orders.yaml", queue(orders, 30))
                    .write(
                            "usage.yaml",
                            USAGE.replace("${NAMESPACE}", namespace)
                                    .replace("${API}", "sqs.aws.sluice.dev/v1alpha1")
                                    .replace("${KIND}", "Queue")
                                    .replace("${NAME}", orders))
                    .push("Orders, to stay");
            tenant.awaitReady(Queue.class, orders);

            tenant.work.delete("orders.yaml").push("Orders, gone");
            eventually(() -> assertThat(tenant.sync().objects())
                    .filteredOn(o -> o.name().equals(orders))
                    .singleElement()
                    .satisfies(o -> {
                        assertThat(o.result()).isEqualTo(Sync.Result.PruneHeld);
                        assertThat(o.message()).contains("Usage %s/keep protects it".formatted(namespace));
                    }));

            tenant.work.delete("usage.yaml").push("Free to go");
            gone(Queue.class, namespace, orders);
        }
    }

    @Test
    void aReferenceIsByNameOrByLabelsAndTheApiServerSaysSo() {
        assertThatThrownBy(() -> subnet("{name: a, selector: {matchLabels: {tier: data}}}"))
                .hasMessageContaining("give either name or selector");
        assertThatThrownBy(() -> subnet("{namespace: elsewhere}")).hasMessageContaining("give either name or selector");
        assertThatThrownBy(() -> environment.manifests().apply("""
                apiVersion: sluice.dev/v1alpha1
                kind: Usage
                metadata: {name: keep, namespace: "${NAMESPACE}"}
                spec:
                  of: {apiVersion: v1, kind: ConfigMap, name: a}
                """, Map.of("NAMESPACE", namespace)))
                .hasMessageContaining("why it must stay");
    }

    @Test
    void theExampleIsAcceptedByTheApiServer() throws IOException {
        for (var name : List.of("network", "shop")) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .serverSideApply();
        }
        var dryRun = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("samples")
                .withDryRun(List.of("All"))
                .withForce(true)
                .build();
        for (var file : List.of("network.yaml", "shop.yaml")) {
            var path = environment.checkout().examples().resolve("references").resolve(file);
            try (var text = Files.newInputStream(path)) {
                assertThat(client.load(text).items())
                        .isNotEmpty()
                        .allSatisfy(object -> assertThat(client.resource(object).patch(dryRun))
                                .isNotNull());
            }
        }
    }

    private void vpc(String in, String name) {
        environment.manifests().apply(VPC, Map.of("NAME", name, "NAMESPACE", in));
    }

    private void subnet(String reference) {
        environment.manifests().apply(SUBNET, Map.of("NAMESPACE", namespace, "REF", reference));
    }

    private <R extends ManagedResource<?, ?>> Condition condition(Class<R> kind, String in, String name, String type) {
        var object = client.resources(kind).inNamespace(in).withName(name).get();
        assertThat(object).as(name).isNotNull();
        assertThat(object.getStatus()).as("status of " + name).isNotNull();
        return Tenant.condition(object.getStatus().conditions(), type);
    }

    /** Waits until the object says for this reason that it is not synced; its message. */
    private <R extends ManagedResource<?, ?>> String synced(Class<R> kind, String in, String name, String reason) {
        eventually(() -> assertThat(condition(kind, in, name, "Synced")).returns(reason, Condition::getReason));
        return condition(kind, in, name, "Synced").getMessage();
    }

    private <R extends ManagedResource<?, ?>> ManagedStatus<?, ?> ready(Class<R> kind, String in, String name) {
        eventually(() -> {
            assertThat(condition(kind, in, name, "Synced")).returns("True", Condition::getStatus);
            assertThat(condition(kind, in, name, "Ready")).returns("True", Condition::getStatus);
        });
        return client.resources(kind).inNamespace(in).withName(name).get().getStatus();
    }

    private <R extends ManagedResource<?, ?>> void gone(Class<R> kind, String in, String name) {
        eventually(() -> assertThat(
                        client.resources(kind).inNamespace(in).withName(name).get())
                .isNull());
    }
}
