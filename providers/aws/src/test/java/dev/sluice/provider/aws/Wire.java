package dev.sluice.provider.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.CallListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** In AWS's place, for what the emulator cannot do: says yes to every call and remembers what was sent. */
public final class Wire implements AutoCloseable {
    private static final String IDENTITY = """
            <GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>\
            </GetCallerIdentityResult></GetCallerIdentityResponse>""";

    private final HttpServer server;
    private final AwsProvider aws = new AwsProvider(CallListener.NONE);
    private final AwsSession session;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();

    public Wire() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
        var endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        session = aws.connect(InMemoryConfigs.forEndpoint(endpoint), "default");
        requests.clear();
    }

    public AwsSession session() {
        return session;
    }

    /** What a call is answered with, in place of an empty success. */
    public Wire answering(String operation, String body) {
        answers.put(operation, body);
        return this;
    }

    /**
     * What was sent, in order: {@code Action=… &UserName=…} as text for services that speak query, {@code Operation
     * {"Name":…}} for those that speak JSON.
     */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            var operation =
                    target == null ? body.replaceFirst("^Action=([^&]*).*", "$1") : target.replaceFirst("^.*[.]", "");
            requests.add(
                    target == null
                            ? URLDecoder.decode(body, StandardCharsets.UTF_8).replaceFirst("&Version=[0-9-]+", "")
                            : operation + " " + body);
            var empty = target == null ? "<%1$sResponse><%1$sResult/></%1$sResponse>".formatted(operation) : "{}";
            var text = operation.equals("GetCallerIdentity") ? IDENTITY : answers.getOrDefault(operation, empty);
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        aws.close();
        server.stop(0);
    }
}
