package dev.sluice.app;

import dev.sluice.source.Receiver;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Plain HTTP for probes, metrics and Git webhooks.
 *
 * <p>{@code /healthz} answers while the process works; {@code /readyz} once every part is up, and names the part that is
 * not.
 */
final class HttpEndpoints implements AutoCloseable {
    private static final int MAX_BODY = 1024 * 1024;
    private static final int MAX_CONCURRENT = 64;
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Supplier<Map<String, Boolean>> parts;
    private final PrometheusMeterRegistry metrics;
    private final Receiver receiver;
    private final WebServer server;

    /** @param parts readiness by part */
    HttpEndpoints(
            Options.Address address,
            Supplier<Map<String, Boolean>> parts,
            PrometheusMeterRegistry metrics,
            Receiver receiver) {
        this.parts = parts;
        this.metrics = metrics;
        this.receiver = receiver;
        this.server = WebServer.builder()
                // The application stops its parts in its own order.
                .shutdownHook(false)
                .host(address.host())
                .port(address.port())
                .maxPayloadSize(MAX_BODY)
                .maxConcurrentRequests(MAX_CONCURRENT)
                .routing(r -> r.get("/healthz", (q, a) -> a.send("ok\n"))
                        .get("/readyz", (q, a) -> ready(a))
                        .get(
                                "/metrics",
                                (q, a) ->
                                        a.header(HeaderNames.CONTENT_TYPE, TEXT).send(this.metrics.scrape()))
                        .post("/receivers/{namespace}/{name}", this::receive))
                .build();
    }

    int start() {
        return server.start().port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private void ready(ServerResponse response) {
        var missing = parts.get().entrySet().stream()
                .filter(p -> !p.getValue())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (missing.isEmpty()) {
            response.send("ok\n");
        } else {
            response.status(HttpURLConnection.HTTP_UNAVAILABLE).send("not ready: " + String.join(", ", missing) + "\n");
        }
    }

    private void receive(ServerRequest request, ServerResponse response) throws IOException {
        byte[] body;
        try (var in = request.content().inputStream()) {
            body = in.readNBytes(MAX_BODY + 1);
        }
        var path = request.path().pathParameters();
        var answer = receiver.handle(path.get("namespace"), path.get("name"), headers(request), body);
        response.status(answer.status()).send(answer.message());
    }

    /** Header names in lower case; the first value of each. */
    private static Map<String, String> headers(ServerRequest request) {
        var headers = new TreeMap<String, String>();
        request.headers().forEach(h -> headers.putIfAbsent(h.name().toLowerCase(Locale.ROOT), h.get()));
        return headers;
    }
}
