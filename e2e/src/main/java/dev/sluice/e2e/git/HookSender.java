package dev.sluice.e2e.git;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Posts push payloads in GitHub's shape, signed with HMAC SHA-256. The push does not wait for them. */
final class HookSender implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_DELIVERIES = 10_000;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

    void send(PushHook hook, String repository, String cloneUrl, Push push) {
        var body = payload(repository, cloneUrl, push);
        var request = HttpRequest.newBuilder(hook.url().get())
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("X-GitHub-Event", "push")
                .header("X-GitHub-Delivery", UUID.randomUUID().toString())
                .header("X-Hub-Signature-256", "sha256=" + signature(hook.secret(), body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        var unused = client.sendAsync(request, BodyHandlers.ofString())
                .handle((answer, failure) -> keep(
                        answer != null
                                ? new Delivery(push, answer.statusCode(), answer.body())
                                : new Delivery(push, 0, String.valueOf(failure))));
    }

    List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private boolean keep(Delivery delivery) {
        if (deliveries.size() >= MAX_DELIVERIES) {
            deliveries.removeFirst();
        }
        return deliveries.add(delivery);
    }

    private byte[] payload(String repository, String cloneUrl, Push push) {
        try {
            return json.writeValueAsBytes(Map.of(
                    "ref",
                    push.ref(),
                    "before",
                    push.before(),
                    "after",
                    push.after(),
                    "deleted",
                    push.after().matches("0+"),
                    "forced",
                    push.forced(),
                    "repository",
                    Map.of("name", repository, "full_name", "local/" + repository, "clone_url", cloneUrl),
                    "pusher",
                    Map.of("name", "local"),
                    "head_commit",
                    Map.of("id", push.after())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings is JSON", e);
        }
    }

    static String signature(String secret, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC SHA-256", e);
        }
    }
}
