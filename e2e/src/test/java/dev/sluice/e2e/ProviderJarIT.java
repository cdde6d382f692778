package dev.sluice.e2e;

import static dev.sluice.e2e.Tenant.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.Policy;
import dev.sluice.e2e.local.Checkout;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.e2e.process.ChildProcess;
import dev.sluice.e2e.process.Ports;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The provider of {@code examples/provider} as its README tells it: a jar beside Sluice, its definitions, its policy. In an
 * environment of its own, whose Sluice has the jar.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
class ProviderJarIT {
    private static final String NOTES = "notes.example.com/v1alpha1";
    private static final String TOKEN = "secret-token";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private ExampleProvider example;
    private Path jar;
    private URI server;
    private ChildProcess serverProcess;
    private LocalEnvironment environment;

    /** Stays for whoever looks into a failure. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    @BeforeAll
    void start() throws IOException {
        var checkout = Checkout.find();
        example = ExampleProvider.in(checkout);
        jar = example.jar(folder);
        startServer();
        var options = LocalEnvironment.Options.of(checkout, folder.resolve("environment"))
                .withDefinitions(file -> !file.contains(".aws.") || file.startsWith("providerconfigs"))
                .withFlags(List.of("--providers", jar.getParent().toString()));
        environment = LocalEnvironment.start(options, System.out::println);
        environment.startSluice();
        environment.manifests().applyFolder(example.deploy().resolve("crds"), Map.of());
        apply(example.deploy().resolve("providerconfig.yaml"), "http://127.0.0.1:8700", server.toString());
    }

    private void startServer() {
        int port = Ports.free(1).getFirst();
        server = URI.create("http://127.0.0.1:" + port);
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        serverProcess = ChildProcess.start(
                "notes",
                folder.resolve("server"),
                List.of(java, example.server().toString(), Integer.toString(port), TOKEN),
                env -> env.remove("JAVA_TOOL_OPTIONS"));
        serverProcess.awaitReady(
                Duration.ofSeconds(60), () -> serverProcess.logTail().contains("notes at"));
    }

    @AfterAll
    void stop() {
        if (environment != null) {
            environment.close();
        }
        if (serverProcess != null) {
            serverProcess.close();
        }
        http.close();
    }

    @Test
    void theExamplesOwnTestsPass() throws IOException {
        var summary = example.test(jar, folder);
        assertThat(summary.getTestsSucceededCount()).isGreaterThan(10);
        assertThat(summary.getFailures()).isEmpty();
    }

    @Test
    void anObjectOfTheJarsKindLivesLikeAnyOther() throws Exception {
        apply(example.deploy().resolve("note.yaml"));
        eventually(() -> assertThat(condition("milk", "Ready")).isEqualTo("True"));
        var created = JSON.readTree(ask("milk", "GET", "").body());
        assertThat(created.path("text").asText()).isEqualTo("Buy milk");
        assertThat(created.path("owner").asText())
                .isEqualTo(note("milk").get().getMetadata().getUid());
        assertThat(status("milk").at("/outputs/url").asText()).isEqualTo(server + "/notes/milk");
        assertThat(status("milk").at("/atProvider/color").asText())
                .as("what the server chose")
                .isEqualTo("yellow");

        ask("milk", "PUT", created.toString().replace("Buy milk", "Buy beer"));
        eventually(() -> {
            assertThat(ask("milk", "GET", "").body()).contains("Buy milk");
            assertThat(status("milk").at("/drift/0/outcome").asText()).isEqualTo("Corrected");
            assertThat(status("milk").at("/drift/0/fields/0/before").asText()).isEqualTo("Buy beer");
        });

        note("milk").delete();
        eventually(() -> assertThat(note("milk").get()).isNull());
        assertThat(ask("milk", "GET", "").statusCode()).isEqualTo(404);
    }

    @Test
    void policyJudgesItAtTheCloudGate() throws IOException {
        apply(example.deploy().resolve("policy.yaml"));
        eventually(() -> {
            var policy = environment
                    .client()
                    .resources(Policy.class)
                    .withName("no-shouting")
                    .get();
            assertThat(policy.getStatus()).isNotNull();
            assertThat(Tenant.condition(policy.getStatus().conditions(), "InForce")
                            .getStatus())
                    .isEqualTo("True");
        });

        apply(example.deploy().resolve("note.yaml"), "Buy milk", "BUY MILK", "name: milk", "name: shout");
        eventually(() -> assertThat(condition("shout", "Admitted")).isEqualTo("False"));
        assertThat(status("shout").at("/decision/violations/0/message").asText())
                .isEqualTo("the note shouts: write: buy milk");
        assertThat(ask("shout", "GET", "").statusCode())
                .as("nothing was created")
                .isEqualTo(404);

        apply(example.deploy().resolve("note.yaml"), "name: milk", "name: shout");
        eventually(() -> assertThat(condition("shout", "Ready")).isEqualTo("True"));
    }

    @Test
    void itsKindsAreJudgedAtTheApiServersDoorAndItsDefinitionsHold() {
        eventually(() -> assertThat(environment
                        .client()
                        .admissionRegistration()
                        .v1()
                        .validatingWebhookConfigurations()
                        .withName("sluice")
                        .get()
                        .getWebhooks())
                .anySatisfy(webhook -> {
                    assertThat(webhook.getName()).isEqualTo("managed.gate.sluice.dev");
                    assertThat(webhook.getRules().getFirst().getApiGroups()).contains("notes.example.com");
                }));
        assertThatThrownBy(() -> apply(
                        example.deploy().resolve("note.yaml"), "author: ada", "color: red", "name: milk", "name: bad"))
                .hasMessageContaining("spec.forProvider.color")
                .hasMessageContaining("spec.forProvider.author");
    }

    private void apply(Path file, String... replaced) throws IOException {
        var text = Files.readString(file);
        for (int i = 0; i < replaced.length; i += 2) {
            text = text.replace(replaced[i], replaced[i + 1]);
        }
        environment.manifests().apply(text, Map.of());
    }

    private Resource<GenericKubernetesResource> note(String name) {
        return environment
                .client()
                .genericKubernetesResources(NOTES, "Note")
                .inNamespace("default")
                .withName(name);
    }

    private JsonNode status(String name) {
        return JSON.valueToTree(note(name).get()).path("status");
    }

    private String condition(String name, String type) {
        return status(name)
                .path("conditions")
                .valueStream()
                .filter(c -> c.path("type").asText().equals(type))
                .map(c -> c.path("status").asText())
                .findFirst()
                .orElse("");
    }

    /** Past Sluice, as somebody else would. */
    private HttpResponse<String> ask(String name, String method, String body) {
        var request = HttpRequest.newBuilder(server.resolve("/notes/" + name))
                .header("Authorization", "Bearer " + TOKEN)
                .method(method, BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
