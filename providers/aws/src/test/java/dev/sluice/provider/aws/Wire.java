package dev.sluice.provider.aws;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.provider.aws.client.AwsSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** AWS as a list of answers, for what an emulator cannot do: gives them in order and keeps what it was asked. */
public final class Wire implements AutoCloseable {
    private static final String IDENTITY = """
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>\
            <Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>""";

    private record Answer(int status, String text) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AwsProvider aws = new AwsProvider(new Calls());
    private final Queue<Answer> answers = new ArrayDeque<>(List.of(new Answer(200, IDENTITY)));
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AwsSession session;

    public Wire() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                requests.add("%s %s %s"
                        .formatted(
                                exchange.getRequestMethod(),
                                exchange.getRequestURI(),
                                URLDecoder.decode(body, StandardCharsets.UTF_8)));
                var answer = answers.isEmpty() ? new Answer(500, "no answer left") : answers.remove();
                var bytes = answer.text().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        var endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        session = aws.connect(InMemoryConfigs.forEndpoint(endpoint), "default");
        requests.clear();
    }

    public AwsSession session() {
        return session;
    }

    public Wire answers(int status, String text) {
        answers.add(new Answer(status, text));
        return this;
    }

    /** What was asked: method, path and body, the body's form decoded. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        aws.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
