package dev.sluice.source;

import dev.sluice.api.GitRepository;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Is told of pushes by a Git server's webhook, with GitHub's signature.
 *
 * <p>A call does no more than wake the repository it names: what is fetched comes from the repository itself, so a replayed
 * or late call is harmless. An unknown repository and a wrong signature get the same answer, so that nothing can be
 * learned by asking.
 */
public final class Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);
    private static final String SIGNATURE = "x-hub-signature-256";
    private static final int MAX_REMEMBERED = 4096;
    private static final Duration SECRET_KEPT = Duration.ofSeconds(10);
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final int MAX_IN_WINDOW = 100;
    private static final int MAX_NAME = 253;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");

    private final KubernetesClient client;
    private final BiConsumer<String, String> pushed;
    private final MeterRegistry metrics;
    private final InstantSource clock;

    /** Guarded by itself. Tokens are kept shortly, so that a flood of calls is not a flood of reads. */
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    public Receiver(
            KubernetesClient client, GitRepositoryReconciler repositories, MeterRegistry metrics, InstantSource clock) {
        this(client, repositories::pushed, metrics, clock);
    }

    /** @param pushed told, by namespace and name, which repository to look at */
    Receiver(KubernetesClient client, BiConsumer<String, String> pushed, MeterRegistry metrics, InstantSource clock) {
        this.client = client;
        this.pushed = pushed;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** @param status an HTTP status */
    public record Answer(int status, String message) {}

    private static final Answer UNKNOWN =
            new Answer(HttpURLConnection.HTTP_UNAUTHORIZED, "unknown repository or wrong signature\n");

    /** @param headers by name in lower case */
    public Answer handle(String namespace, String name, Map<String, String> headers, byte[] body) {
        var answer = answer(namespace, name, headers, body);
        metrics.counter("sluice_receiver_requests", "code", Integer.toString(answer.status()))
                .increment();
        return answer;
    }

    private Answer answer(String namespace, String name, Map<String, String> headers, byte[] body) {
        if (!isName(namespace) || !isName(name)) {
            return UNKNOWN;
        }
        var entry = entry(namespace, name);
        if (!entry.admit(clock.instant())) {
            return new Answer(429, "too many calls; the repository is looked at anyway\n");
        }
        var token = entry.token();
        var signature = headers.getOrDefault(SIGNATURE, "");
        if (token == null || !signed(token, signature, body)) {
            LOG.info("repository={}/{} a webhook call without a valid signature was refused", namespace, name);
            return UNKNOWN;
        }
        // A sender that names no event tells of pushes only.
        return switch (headers.getOrDefault("x-github-event", "push")) {
            case "push" -> {
                pushed.accept(namespace, name);
                yield new Answer(HttpURLConnection.HTTP_ACCEPTED, "fetching\n");
            }
            case "ping" -> new Answer(HttpURLConnection.HTTP_OK, "pong\n");
            default -> new Answer(HttpURLConnection.HTTP_OK, "ignored: only pushes are acted on\n");
        };
    }

    /** Anything else would not be a name in the API server's path. */
    private static boolean isName(String text) {
        return text.length() <= MAX_NAME && NAME.matcher(text).matches();
    }

    private Known entry(String namespace, String name) {
        var key = namespace + "/" + name;
        var now = clock.instant();
        synchronized (known) {
            var entry = known.get(key);
            if (entry != null && now.isBefore(entry.goodUntil)) {
                return entry;
            }
        }
        var fresh = new Known(token(namespace, name), now.plus(SECRET_KEPT));
        synchronized (known) {
            known.put(key, fresh);
        }
        return fresh;
    }

    private @Nullable String token(String namespace, String name) {
        try {
            var repository = client.resources(GitRepository.class)
                    .inNamespace(namespace)
                    .withName(name)
                    .get();
            if (repository == null || repository.getSpec().receiverSecretRef() == null) {
                return null;
            }
            var secret = client.secrets()
                    .inNamespace(namespace)
                    .withName(repository.getSpec().receiverSecretRef().name())
                    .get();
            var token = secret == null || secret.getData() == null
                    ? null
                    : secret.getData().get("token");
            return token == null
                    ? null
                    : new String(Base64.getMimeDecoder().decode(token), StandardCharsets.UTF_8).strip();
        } catch (KubernetesClientException | IllegalArgumentException e) {
            LOG.warn("repository={}/{} its webhook secret cannot be read: {}", namespace, name, e.getMessage());
            return null;
        }
    }

    private static boolean signed(String token, String signature, byte[] body) {
        if (token.isEmpty() || !signature.startsWith("sha256=")) {
            return false;
        }
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var expected = HexFormat.of().formatHex(mac.doFinal(body)).getBytes(StandardCharsets.US_ASCII);
            var given = signature.substring("sha256=".length()).getBytes(StandardCharsets.UTF_8);
            return MessageDigest.isEqual(expected, given);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** What is known of a repository for a short while, and how often it was called meanwhile. */
    private static final class Known {
        private final @Nullable String token;
        private final Instant goodUntil;
        private Instant windowStart = Instant.EPOCH;
        private int calls;

        Known(@Nullable String token, Instant goodUntil) {
            this.token = token;
            this.goodUntil = goodUntil;
        }

        @Nullable
        String token() {
            return token;
        }

        synchronized boolean admit(Instant now) {
            if (now.isAfter(windowStart.plus(WINDOW))) {
                windowStart = now;
                calls = 0;
            }
            return ++calls <= MAX_IN_WINDOW;
        }
    }
}
