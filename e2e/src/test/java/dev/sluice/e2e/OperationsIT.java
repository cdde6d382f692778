package dev.sluice.e2e;

import static dev.sluice.e2e.Tenant.eventually;
import static dev.sluice.e2e.Tenant.queue;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.PlanCommand;
import dev.sluice.e2e.LocalCluster.TestNamespace;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.e2e.local.SluiceProcess;
import dev.sluice.provider.aws.sqs.Queue;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What operators look at: health, metrics and logs. */
@ExtendWith(LocalCluster.class)
@Timeout(120)
class OperationsIT {
    private String orders;

    @BeforeEach
    void somethingHappens(LocalEnvironment environment, TestNamespace namespace, @TempDir Path folder) {
        orders = namespace.unique("orders");
        try (var tenant = Tenant.of(environment, namespace, folder)) {
            tenant.work.write("orders.yaml", queue(orders, 30)).push("Orders");
            tenant.awaitReady(Queue.class, orders);
        }
    }

    @Test
    void healthAndReadinessAnswer(SluiceProcess sluice) throws Exception {
        assertThat(get(sluice, "/healthz").statusCode()).isEqualTo(200);
        assertThat(get(sluice, "/readyz").statusCode()).isEqualTo(200);
        assertThat(get(sluice, "/elsewhere").statusCode()).isEqualTo(404);
    }

    @Test
    void metricsCountReconciliationsDecisionsAndCalls(SluiceProcess sluice) {
        assertThat(sluice.metrics())
                .contains("controller_runtime_reconcile_total{controller=\"Queue\",result=\"success\"}")
                .contains("sluice_gate_decisions_total{decision=\"admitted\",gate=\"cloud\"}")
                .contains("sluice_sync_objects_total{result=\"Applied\"}")
                .contains("process_resident_memory_bytes");
    }

    @Test
    void everyLineOfTheLogIsJsonAndAReconciliationCarriesItsIdAndItsObject(SluiceProcess sluice) throws IOException {
        var lines = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(sluice.log())) {
            lines.add(new ObjectMapper().readTree(line));
        }

        assertThat(lines)
                .filteredOn(l -> l.at("/mdc/resource.kind").asText().equals("GitRepository"))
                .isNotEmpty()
                .allSatisfy(l -> assertThat(l.at("/mdc/reconcileId").asText()).hasSize(36));
    }

    @Test
    void thePlanOfAResourceCanBeRead(LocalEnvironment environment, TestNamespace namespace) {
        var name = namespace.unique("planned");
        var dead = queue(name + "-dead", 30);
        var wish = queue(name, 30) + """
                    redrivePolicy:
                      deadLetterTargetRef: {name: %s-dead}
                      maxReceiveCount: 3
                  ignoreChanges:
                    - {path: delaySeconds, reason: set by hand}
                """.formatted(name);
        for (var queue : List.of(dead, wish)) {
            environment
                    .manifests()
                    .apply(queue.replace("metadata:", "metadata:\n  namespace: " + namespace.name()), Map.of());
        }

        eventually(() -> {
            var out = new StringWriter();
            var exit = new CommandLine(new PlanCommand())
                    .setOut(new PrintWriter(out))
                    .execute(
                            "queue/" + name,
                            "-n",
                            namespace.name(),
                            "--kubeconfig",
                            environment.controlPlane().adminKubeconfig().toString());
            assertThat(exit).isZero();
            assertThat(out.toString())
                    .contains("Queue %s/%s".formatted(namespace.name(), name))
                    .contains("plan      None")
                    .contains("refers    redrivePolicy.deadLetterTargetRef = %s/%s-dead (arn:aws:sqs:"
                            .formatted(namespace.name(), name))
                    .contains("decision  admitted")
                    .contains("ready     True");
        });
    }

    @Test
    void noSecretIsLogged(SluiceProcess sluice) throws IOException {
        assertThat(Files.readString(sluice.log()))
                .doesNotContain(LocalEnvironment.WEBHOOK_TOKEN)
                .doesNotContain("PRIVATE KEY");
    }

    private static HttpResponse<String> get(SluiceProcess sluice, String path) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(sluice.addresses().http().resolve(path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
