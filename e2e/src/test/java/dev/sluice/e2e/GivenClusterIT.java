package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Clients;
import dev.sluice.e2e.demo.Scenario;
import dev.sluice.e2e.kube.ControlPlane;
import dev.sluice.e2e.kube.GivenCluster;
import dev.sluice.e2e.kube.LocalControlPlane;
import dev.sluice.e2e.local.Checkout;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.tools.Toolchain;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The local environment on a cluster that somebody else runs, as with {@code KUBECONFIG=… ./sluice demo}. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
class GivenClusterIT {
    private static final int STEPS = 3;

    private Path folder;

    private ControlPlane theirs;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        theirs = LocalControlPlane.start(folder.resolve("theirs"), new Toolchain(System.out::println));
    }

    @AfterAll
    void stop() {
        theirs.close();
    }

    @Test
    void aUserIsImpersonatedByWhoeverTheFileBelongsTo() {
        try (var given = GivenCluster.use(theirs.adminKubeconfig(), folder.resolve("users"));
                var client = Clients.of(given.kubeconfig("ada", "ada", List.of("developers", "readers")))) {
            var review = client.raw(
                    "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                    "POST",
                    "{\"apiVersion\": \"authentication.k8s.io/v1\", \"kind\": \"SelfSubjectReview\"}");

            assertThat(review).contains("\"username\":\"ada\"", "\"developers\"", "\"readers\"");
        }
    }

    @Test
    void theScenarioRunsThereAndTheClusterStays() throws Exception {
        var checkout = Checkout.find();
        var options = LocalEnvironment.Options.of(checkout, folder.resolve("ours"))
                .withKubeconfig(Optional.of(theirs.adminKubeconfig()));
        Consumer<String> progress = System.out::println;
        try (var environment = LocalEnvironment.start(options, progress);
                var scenario = Scenario.prepare(environment, folder.resolve("work"))) {
            assertThat(environment.controlPlane().description())
                    .contains(theirs.adminKubeconfig().toString());
            for (var step : scenario.steps().subList(0, STEPS)) {
                progress.accept(step.name() + ": " + step.action().run());
            }
        }
        assertThat(theirs.client().namespaces().withName("sluice-system").get()).isNotNull();
    }
}
