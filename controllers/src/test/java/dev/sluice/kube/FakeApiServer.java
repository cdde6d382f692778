package dev.sluice.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * As much of an API server as a real client needs to read and write objects: they lie under their path. What it was asked
 * is kept in order.
 */
public final class FakeApiServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    /** A request, with its body. */
    public record Asked(String method, String path, String query, JsonNode body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final KubernetesClient client;
    private final Map<String, ObjectNode> objects = new ConcurrentHashMap<>();
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    public FakeApiServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    public KubernetesClient client() {
        return client;
    }

    /** Serves an object under a path such as {@code /api/v1/namespaces/team/secrets/token}. */
    public FakeApiServer serve(String path, String json) {
        objects.put(path, (ObjectNode) parse(json.getBytes(UTF_8)));
        return this;
    }

    public FakeApiServer secret(String namespace, String name, Map<String, String> content) {
        var secret = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Secret");
        secret.putObject("metadata").put("namespace", namespace).put("name", name);
        var data = secret.putObject("data");
        content.forEach((key, value) -> data.put(key, Base64.getEncoder().encodeToString(value.getBytes(UTF_8))));
        return serve("/api/v1/namespaces/%s/secrets/%s".formatted(namespace, name), secret.toString());
    }

    public void remove(String path) {
        objects.remove(path);
    }

    /** Answers requests whose path begins so with this status, until 200 is asked for. */
    public void refuse(String path, int status) {
        if (status == OK) {
            refused.remove(path);
        } else {
            refused.put(path, status);
        }
    }

    /** What it holds now. */
    public List<ObjectNode> objects() {
        return List.copyOf(objects.values());
    }

    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** Waits until it was asked so many things of this kind. */
    public List<Asked> awaitAsked(int count, Predicate<Asked> which) throws InterruptedException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        synchronized (asked) {
            while (true) {
                var found = asked.stream().filter(which).toList();
                if (found.size() >= count) {
                    return found;
                }
                var left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("waited for %d requests, got %s".formatted(count, asked));
                }
                asked.wait(left);
            }
        }
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var request = new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getRawPath(),
                    String.valueOf(exchange.getRequestURI().getQuery()),
                    body.length == 0 ? JSON.createObjectNode() : parse(body));
            answer(exchange, request);
            synchronized (asked) {
                asked.add(request);
                asked.notifyAll();
            }
        }
    }

    private void answer(HttpExchange exchange, Asked request) throws IOException {
        var status = refused.entrySet().stream()
                .filter(e -> request.path().startsWith(e.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
        if (status.isPresent()) {
            send(exchange, status.get(), failure(status.get()));
            return;
        }
        switch (request.method()) {
            case "POST" -> {
                var path = request.path() + "/"
                        + request.body().at("/metadata/name").asText();
                objects.put(path, (ObjectNode) request.body());
                send(exchange, OK, request.body());
            }
            case "PUT", "PATCH" -> {
                var result = changed(objects.get(request.path()), request.body());
                objects.put(request.path(), result);
                send(exchange, OK, result);
            }
            case "DELETE" -> send(exchange, objects.remove(request.path()) == null ? NOT_FOUND : OK, failure(OK));
            default -> {
                var found = objects.get(request.path());
                send(exchange, found == null ? NOT_FOUND : OK, found == null ? failure(NOT_FOUND) : found);
            }
        }
    }

    /** By a JSON patch, which is a list, or by the fields it brings. */
    private static ObjectNode changed(ObjectNode known, JsonNode by) {
        if (known == null) {
            return (ObjectNode) by;
        }
        return by.isArray()
                ? (ObjectNode) JsonPatch.apply(by, known.deepCopy())
                : known.deepCopy().setAll((ObjectNode) by);
    }

    private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        var bytes = body.toString().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static ObjectNode failure(int status) {
        return JSON.createObjectNode()
                .put("apiVersion", "v1")
                .put("kind", "Status")
                .put("status", status == OK ? "Success" : "Failure")
                .put("message", "the fake answers " + status)
                .put("code", status);
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
