package dev.sluice.e2e.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/** LocalStack in Docker, chosen by {@code -Dsluice.aws=localstack}. */
public final class LocalStack implements Cloud {
    private static final String IMAGE = "localstack/localstack:4.9";

    private final LocalStackContainer container;

    private LocalStack(LocalStackContainer container) {
        this.container = container;
    }

    /** Starts the container; fails with Testcontainers' own explanation where there is no Docker. */
    public static LocalStack start() {
        var container = new LocalStackContainer(DockerImageName.parse(IMAGE));
        container.start();
        return new LocalStack(container);
    }

    @Override
    public URI endpoint() {
        return container.getEndpoint();
    }

    @Override
    public void reset() {
        var request = HttpRequest.newBuilder(endpoint().resolve("/_localstack/state/reset"))
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (var http = HttpClient.newHttpClient()) {
            http.send(request, BodyHandlers.discarding());
        } catch (IOException e) {
            throw new UncheckedIOException("LocalStack did not reset", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String description() {
        return "LocalStack at " + endpoint();
    }

    @Override
    public void close() {
        container.stop();
    }
}
