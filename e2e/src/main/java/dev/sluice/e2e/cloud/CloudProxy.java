package dev.sluice.e2e.cloud;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of an emulator: every call is recorded, and {@link Fault}s happen to those they are meant for.
 *
 * <p>A call is in {@link #calls()} from its arrival, so that a test can see one that is still held.
 */
public final class CloudProxy implements AutoCloseable {
    private static final int MAX_BODY = 16 * 1024 * 1024;
    private static final int RECORDED_BODY = 8 * 1024;
    private static final int MAX_CONCURRENT = 256;
    private static final Duration UPSTREAM = Duration.ofSeconds(60);
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "content-length", "transfer-encoding", "expect", "upgrade", "keep-alive", "te");

    static {
        // The emulator writes the host it was called by into queue URLs, so it has to see the proxy's; and without
        // nodelay each small answer waits 40 ms. Both are read when the JDK's classes are first used.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final URI upstream;
    private final HttpServer server;
    private final ExecutorService executor;
    private final HttpClient client;
    private final CallLog log = new CallLog();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    private CloudProxy(URI upstream, HttpServer server) {
        this.upstream = upstream;
        this.server = server;
        this.executor = Executors.newFixedThreadPool(
                MAX_CONCURRENT, Thread.ofVirtual().name("cloud-proxy-", 0).factory());
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /** Starts one on a free loopback port. */
    public static CloudProxy inFrontOf(Cloud cloud) {
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            var proxy = new CloudProxy(cloud.endpoint(), HttpServer.create(address, 128));
            proxy.server.setExecutor(proxy.executor);
            proxy.server.createContext("/", proxy::handle);
            proxy.server.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the proxy in front of the cloud", e);
        }
    }

    /** What clients use as AWS's endpoint. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Every call since the start or the last {@link #clear()}, in order of arrival; the last 200,000. */
    public List<CloudCall> calls() {
        return log.all();
    }

    public List<CloudCall> callsTo(String service, String operation) {
        return calls().stream().filter(c -> c.is(service, operation)).toList();
    }

    /** Calls in whose path or body a name occurs. */
    public List<CloudCall> callsMentioning(String name) {
        return calls().stream().filter(c -> c.mentions(name)).toList();
    }

    /** From now on, until {@link #heal()} or the fault has struck as often as it should. */
    public void inject(Fault fault) {
        faults.add(fault);
    }

    /** Takes one fault back. */
    public void remove(Fault fault) {
        faults.remove(fault);
    }

    /** No more faults. */
    public void heal() {
        faults.clear();
    }

    /** Forgets the calls. */
    public void clearCalls() {
        log.clear();
    }

    /** Forgets the calls and the faults. */
    public void clear() {
        heal();
        log.clear();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
        client.shutdownNow();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            var body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
            if (body.length > MAX_BODY) {
                exchange.sendResponseHeaders(413, -1);
                return;
            }
            var request = classify(exchange, body);
            var call = log.put(arrived(exchange, request, body));
            var fault = faults.stream().filter(f -> f.strikes(call)).findFirst();
            carryOut(exchange, request, body, call, fault.map(Fault::effect));
        } catch (IOException e) {
            // The client went away, which is what happens when it is killed: there is nobody to tell.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void carryOut(
            HttpExchange exchange, AwsRequest request, byte[] body, CloudCall call, Optional<Fault.Effect> effect)
            throws IOException, InterruptedException {
        switch (effect.orElse(null)) {
            case null -> forward(exchange, body, call);
            case Fault.Effect.Respond(var error) -> respond(exchange, request, error, call);
            case Fault.Effect.Delay(var time) -> {
                Thread.sleep(time);
                forward(exchange, body, call);
            }
            // Closing the exchange without an answer closes the connection.
            case Fault.Effect.Drop(var afterForwarding) -> {
                if (afterForwarding) {
                    send(exchange, body);
                    ended(call.reached(), 0);
                } else {
                    ended(call, 0);
                }
            }
            case Fault.Effect.Wait(var hold, var afterForwarding) -> {
                if (afterForwarding) {
                    var answer = send(exchange, body);
                    var reached = log.update(call.reached());
                    hold.pass(reached);
                    answer(exchange, answer, reached);
                } else {
                    hold.pass(call);
                    forward(exchange, body, call);
                }
            }
        }
    }

    private void forward(HttpExchange exchange, byte[] body, CloudCall call) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer;
        try {
            answer = send(exchange, body);
        } catch (IOException e) {
            var message = "the emulator at %s does not answer: %s".formatted(upstream, e);
            ended(call, 502);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            write(exchange, 502, message.getBytes(StandardCharsets.UTF_8));
            return;
        }
        answer(exchange, answer, call.reached());
    }

    /** Said before the answer goes out, so that whoever has the answer finds it in the log. */
    private void ended(CloudCall call, int status) {
        log.update(call.ended(status, Duration.between(call.at(), Instant.now())));
    }

    private HttpResponse<byte[]> send(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        var target = upstream.resolve(exchange.getRequestURI().toString());
        var request = HttpRequest.newBuilder(target)
                .timeout(UPSTREAM)
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private void answer(HttpExchange exchange, HttpResponse<byte[]> answer, CloudCall call) throws IOException {
        var isHead = exchange.getRequestMethod().equals("HEAD");
        answer.headers().map().forEach((name, values) -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(lower) || (isHead && lower.equals("content-length"))) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        ended(call, answer.statusCode());
        write(exchange, answer.statusCode(), answer.body());
    }

    private void respond(HttpExchange exchange, AwsRequest request, AwsError error, CloudCall call) throws IOException {
        var written = error.in(request.protocol());
        written.headers().forEach(exchange.getResponseHeaders()::set);
        ended(call, error.status());
        write(exchange, error.status(), written.body().getBytes(StandardCharsets.UTF_8));
    }

    private static void write(HttpExchange exchange, int status, byte[] body) throws IOException {
        var without = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, without ? -1 : body.length);
        if (!without) {
            exchange.getResponseBody().write(body);
        }
    }

    private static AwsRequest classify(HttpExchange exchange, byte[] body) {
        return AwsRequest.of(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                header(exchange, "Authorization"),
                header(exchange, "X-Amz-Target"),
                text(body));
    }

    private CloudCall arrived(HttpExchange exchange, AwsRequest request, byte[] body) {
        return new CloudCall(
                log.next(),
                Instant.now(),
                Duration.ZERO,
                request.service(),
                request.region(),
                request.operation(),
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                text(body),
                0,
                false);
    }

    private static String header(HttpExchange exchange, String name) {
        @Nullable String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static String text(byte[] body) {
        return new String(body, 0, Math.min(body.length, RECORDED_BODY), StandardCharsets.UTF_8);
    }
}
