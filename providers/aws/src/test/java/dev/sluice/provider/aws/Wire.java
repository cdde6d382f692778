package dev.sluice.provider.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.aws.client.AwsSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * In AWS's place, for what the emulator cannot do: remembers what was sent, and answers a call by its name, else with the
 * next answer of a list, else, where no list was given, with an empty success.
 */
public final class Wire implements AutoCloseable {
    /** As whom the session calls. */
    public static final String IDENTITY = "arn:aws:iam::123456789012:user/sluice";

    private static final String CALLER = """
            <GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account><Arn>%s</Arn>\
            </GetCallerIdentityResult></GetCallerIdentityResponse>""".formatted(IDENTITY);
    private static final Answer NONE_LEFT = new Answer(500, "no answer left");

    private record Answer(int status, String body) {}

    /** A call: its operation where the protocol names one, how it reads, and what says yes to it and nothing else. */
    private record Call(String operation, String text, Answer empty) {}

    private final HttpServer server;
    private final AwsProvider aws = new AwsProvider(ProviderContext.PLAIN);
    private final AwsSession session;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> byOperation = new ConcurrentHashMap<>();
    private final Queue<Answer> inOrder = new ConcurrentLinkedQueue<>();
    private volatile boolean listed;

    public Wire() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
        answering("GetCallerIdentity", CALLER);
        var endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        session = aws.connect(InMemoryConfigs.forEndpoint(endpoint), "default");
        requests.clear();
    }

    public AwsSession session() {
        return session;
    }

    /** What an operation is answered with, each time; for services that name it, which those of REST do not. */
    public Wire answering(String operation, String body) {
        byOperation.put(operation, new Answer(200, body));
        return this;
    }

    /** What the next call is answered with. A call for which no answer is left fails. */
    public Wire answers(int status, String body) {
        inOrder.add(new Answer(status, body));
        listed = true;
        return this;
    }

    /**
     * What was sent, in order: {@code Action=… &UserName=…} as text for services that speak query, {@code Operation
     * {"Name":…}} for those that speak JSON, {@code PUT /path body} for those that speak REST.
     */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var call = call(exchange);
            requests.add(call.text());
            var answer = answer(call);
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static Call call(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        if (target != null) {
            var operation = target.replaceFirst("^.*[.]", "");
            return new Call(operation, operation + " " + body, new Answer(200, "{}"));
        } else if (body.startsWith("Action=")) {
            var operation = body.replaceFirst("^Action=([^&]*).*", "$1");
            var text = URLDecoder.decode(body, StandardCharsets.UTF_8).replaceFirst("&Version=[0-9-]+", "");
            return new Call(
                    operation,
                    text,
                    new Answer(200, "<%1$sResponse><%1$sResult/></%1$sResponse>".formatted(operation)));
        }
        var text = "%s %s %s".formatted(exchange.getRequestMethod(), exchange.getRequestURI(), body);
        return new Call("", text, new Answer(200, ""));
    }

    private Answer answer(Call call) {
        var named = byOperation.get(call.operation());
        if (named != null) {
            return named;
        }
        var next = inOrder.poll();
        return next != null ? next : listed ? NONE_LEFT : call.empty();
    }

    @Override
    public void close() {
        aws.close();
        server.stop(0);
    }
}
