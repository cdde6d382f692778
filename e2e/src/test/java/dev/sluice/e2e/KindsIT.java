package dev.sluice.e2e;

import static dev.sluice.e2e.Tenant.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.LocalCluster.TestNamespace;
import dev.sluice.e2e.local.Checkout;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.provider.aws.logs.LogGroup;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A kind lives as long as its definition is installed. */
@ExtendWith(LocalCluster.class)
@Timeout(120)
class KindsIT {
    private static final String DEFINITION = "loggroups.logs.aws.sluice.dev";

    static Stream<Path> samples() throws IOException {
        try (var files = Files.list(Checkout.find().examples().resolve("aws"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void everySampleIsAcceptedByTheApiServer(Path sample, LocalEnvironment environment) throws IOException {
        environment.startSluice();
        var dryRun = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("samples")
                .withDryRun(List.of("All"))
                .withForce(true)
                .build();
        try (var text = Files.newInputStream(sample)) {
            var objects = environment.client().load(text).items();

            assertThat(objects)
                    .isNotEmpty()
                    .allSatisfy(object -> assertThat(
                                    environment.client().resource(object).patch(dryRun))
                            .isNotNull());
        }
    }

    @Test
    void aKindThatIsRemovedGoesWithItsObjectsAndIsReconciledWhenItIsInstalledAgain(
            LocalEnvironment environment, TestNamespace namespace) throws IOException {
        var sluice = environment.startSluice();
        isReady(environment, namespace, "before");

        var definition = environment
                .client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(DEFINITION);
        definition.delete();
        eventually(() -> assertThat(definition.get()).isNull());
        eventually(() -> assertThat(sluice.log()).content().contains("kind=%s served=false".formatted(DEFINITION)));
        assertThat(environment.proxy().callsMentioning(namespace.unique("before")))
                .anyMatch(call -> call.is("logs", "DeleteLogGroup"));
        environment
                .manifests()
                .apply(Files.readString(environment.checkout().crds().resolve(DEFINITION + ".yaml")), Map.of());

        isReady(environment, namespace, "after");
    }

    private static void isReady(LocalEnvironment environment, TestNamespace namespace, String name) {
        eventually(() -> {
            try {
                environment
                        .manifests()
                        .apply(
                                """
                        apiVersion: logs.aws.sluice.dev/v1alpha1
                        kind: LogGroup
                        metadata:
                          name: "${NAME}"
                          namespace: "${NAMESPACE}"
                          annotations: {sluice.dev/external-name: "${EXTERNAL_NAME}"}
                        spec:
                          forProvider:
                            region: eu-west-1
                        """,
                                Map.of(
                                        "NAME",
                                        name,
                                        "NAMESPACE",
                                        namespace.name(),
                                        "EXTERNAL_NAME",
                                        namespace.unique(name)));
            } catch (io.fabric8.kubernetes.client.KubernetesClientException e) {
                throw new AssertionError(e);
            }
        });
        eventually(() -> {
            var status = environment
                    .client()
                    .resources(LogGroup.class)
                    .inNamespace(namespace.name())
                    .withName(name)
                    .get()
                    .getStatus();
            assertThat(status).isNotNull();
            assertThat(Tenant.condition(status.conditions(), "Ready")).returns("True", Condition::getStatus);
        });
    }
}
