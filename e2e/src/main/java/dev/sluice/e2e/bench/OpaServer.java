package dev.sluice.e2e.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Policy;
import dev.sluice.e2e.process.ChildProcess;
import dev.sluice.e2e.process.Ports;
import dev.sluice.gate.Change;
import dev.sluice.tools.Folders;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code opa run --server} with the benchmark's policies, asked over loopback as a sidecar would be. */
final class OpaServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration READY = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
    private final Path folder;
    private final ChildProcess process;
    private final URI address;
    private final byte[] question;

    private OpaServer(Path folder, ChildProcess process, URI address, byte[] question) {
        this.folder = folder;
        this.process = process;
        this.address = address;
        this.question = question;
    }

    static OpaServer start(Path opa, Map<String, Policy.Spec> policies, Change change) throws IOException {
        var folder = Files.createTempDirectory("sluice-bench-opa");
        var sources = Files.createDirectories(folder.resolve("sources"));
        for (var policy : policies.entrySet()) {
            Files.writeString(
                    sources.resolve(policy.getKey() + ".rego"),
                    policy.getValue().rego());
        }
        Files.writeString(sources.resolve("gate.rego"), collecting(policies));
        var port = Ports.free(1).getFirst();
        var address = URI.create("http://127.0.0.1:" + port);
        var process = ChildProcess.start(
                "opa",
                folder,
                List.of(
                        opa.toString(),
                        "run",
                        "--server",
                        "--log-level=error",
                        "--disable-telemetry",
                        "--addr=127.0.0.1:" + port,
                        sources.toString()),
                environment -> {});
        var server = new OpaServer(folder, process, address, question(policies, change));
        process.awaitReady(READY, server::answers);
        server.mustSeeNothingWrong();
        return server;
    }

    /**
     * One entry point for all policies, each with its own parameters. One line a rule: a package as a whole would have OPA
     * evaluate its helpers too.
     */
    private static String collecting(Map<String, Policy.Spec> policies) {
        return policies.entrySet().stream()
                .flatMap(policy -> List.of("violation", "deny", "warn").stream()
                        .filter(rule -> policy.getValue().rego().contains("\n" + rule + " contains"))
                        .map(rule ->
                                "verdicts[\"%1$s\"].%2$s := data.policies.%1$s.%2$s with input.parameters as input.all.%1$s\n"
                                        .formatted(policy.getKey(), rule)))
                .collect(Collectors.joining("\n", "package gate\n\n", ""));
    }

    private static byte[] question(Map<String, Policy.Spec> policies, Change change) throws IOException {
        var question = JSON.createObjectNode();
        var input = question.putObject("input");
        var review = input.putObject("review");
        review.put("operation", "CREATE").put("name", change.subject().name());
        review.put("namespace", change.subject().namespace());
        review.set("object", change.object());
        var judged = input.putObject("change");
        judged.put("gate", change.gate().label()).put("operation", "create");
        judged.set("after", change.after());
        judged.putArray("diff");
        var parameters = input.putObject("all");
        policies.forEach((name, spec) ->
                parameters.set(name, spec.parameters() == null ? JSON.createObjectNode() : spec.parameters()));
        return JSON.writeValueAsBytes(question);
    }

    void decide() throws IOException, InterruptedException {
        var unused = verdicts();
    }

    private ObjectNode verdicts() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address.resolve("/v1/data/gate/verdicts"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(question))
                .build();
        var answer = client.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200 || !(JSON.readTree(answer.body()).path("result") instanceof ObjectNode result)) {
            throw new IOException("OPA answers " + answer.statusCode());
        }
        return result;
    }

    /** Both sides must do the same work, or the comparison says nothing. */
    private void mustSeeNothingWrong() throws IOException {
        try {
            for (var verdict : verdicts()) {
                if (!verdict.path("violation").isEmpty()
                        || !verdict.path("deny").isEmpty()) {
                    throw new IllegalStateException("OPA objects to what Sluice admits: " + verdict);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private boolean answers() {
        var request = HttpRequest.newBuilder(address.resolve("/health")).build();
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        process.close();
        client.close();
        Folders.delete(folder);
    }
}
