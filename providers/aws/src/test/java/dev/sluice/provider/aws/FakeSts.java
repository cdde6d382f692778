package dev.sluice.provider.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * STS, as far as it gives out credentials: those of a role have the key {@code ASIA-<role>} and the secret {@code
 * SECRET-OF-<role>}. Says of each call with whose key it was signed. Other services get an empty success.
 */
final class FakeSts implements AutoCloseable {
    /** A call: what was asked for, and by whom. */
    record Call(String action, String signer, Map<String, String> parameters) {
        String role() {
            return nameOf(parameters.getOrDefault("RoleArn", ""));
        }

        /** {@code AssumeRole deploy by ASIA-entry}. */
        String text() {
            return action + (role().isEmpty() ? "" : " " + role()) + " by " + signer;
        }
    }

    /** How long sessions last from now on. */
    volatile Duration life = Duration.ofHours(1);

    /** Roles that nobody may assume. */
    final Set<String> refused = ConcurrentHashMap.newKeySet();

    private final HttpServer server;
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    FakeSts() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    List<String> texts() {
        return calls.stream().map(Call::text).toList();
    }

    long count(String action) {
        return calls.stream().filter(c -> c.action().equals(action)).count();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var call = call(exchange);
            calls.add(call);
            var allowed = !refused.contains(call.role());
            var body = (allowed ? success(call) : refusal(call)).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(allowed ? 200 : 403, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Call call(HttpExchange exchange) throws IOException {
        var parameters = new HashMap<String, String>();
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        for (var pair : body.split("&")) {
            var equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        var authorization = exchange.getRequestHeaders().getFirst("Authorization");
        var signer = authorization == null ? "nobody" : authorization.replaceFirst(".*Credential=([^/]*)/.*", "$1");
        return new Call(
                parameters.getOrDefault("Action", exchange.getRequestURI().getPath()), signer, parameters);
    }

    private String success(Call call) {
        return switch (call.action()) {
            case "GetCallerIdentity" ->
                result(
                        call,
                        "<Account>%s</Account><Arn>arn:aws:sts::%1$s:assumed-role/%s/s</Arn>"
                                .formatted("123456789012", call.signer()));
            case "AssumeRole", "AssumeRoleWithWebIdentity" ->
                result(
                        call,
                        ("<Credentials><AccessKeyId>ASIA-%1$s</AccessKeyId><SecretAccessKey>SECRET-OF-%1$s</SecretAccessKey>"
                                        + "<SessionToken>TOKEN-OF-%1$s</SessionToken><Expiration>%2$s</Expiration></Credentials>")
                                .formatted(call.role(), Instant.now().plus(life).truncatedTo(ChronoUnit.SECONDS)));
            default -> "";
        };
    }

    private static String result(Call call, String content) {
        return "<%1$sResponse><%1$sResult>%2$s</%1$sResult></%1$sResponse>".formatted(call.action(), content);
    }

    /** A bad-mannered one, which sends back what it was sent. */
    private static String refusal(Call call) {
        return ("<ErrorResponse><Error><Code>AccessDenied</Code><Message>User %s is not authorized to perform: sts:AssumeRole %s"
                        + "</Message></Error><RequestId>req-%s</RequestId></ErrorResponse>")
                .formatted(call.signer(), call.parameters().getOrDefault("WebIdentityToken", ""), call.role());
    }

    private static String nameOf(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
