package dev.sluice.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kube.FakeApiServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiverTest {
    private static final String REPOSITORY = "/apis/sluice.dev/v1alpha1/namespaces/team/gitrepositories/infra";
    private static final byte[] BODY = "{\"ref\": \"refs/heads/main\"}".getBytes(UTF_8);

    private final FakeApiServer api = new FakeApiServer();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<String> pushed = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Receiver receiver =
            new Receiver(api.client(), (namespace, name) -> pushed.add(namespace + "/" + name), metrics, () -> now);

    @BeforeEach
    void a_repository_with_a_token() {
        api.serve(REPOSITORY, """
                {"apiVersion": "sluice.dev/v1alpha1", "kind": "GitRepository",
                 "metadata": {"namespace": "team", "name": "infra"},
                 "spec": {"url": "https://git.example.com/infra.git", "receiverSecretRef": {"name": "hook"}}}
                """).secret("team", "hook", Map.of("token", "s3cret\n"));
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void a_call_with_the_right_signature_wakes_the_repository() {
        assertThat(call(signed("s3cret", BODY)).status()).isEqualTo(202);

        assertThat(pushed).containsExactly("team/infra");
        assertThat(metrics.counter("sluice_receiver_requests", "code", "202").count())
                .isEqualTo(1);
    }

    @Test
    void the_vector_of_githubs_documentation_is_accepted() {
        api.secret("team", "hook", Map.of("token", "It's a Secret to Everybody"));

        var answer = receiver.handle(
                "team",
                "infra",
                Map.of(
                        "x-hub-signature-256",
                        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
                "Hello, World!".getBytes(UTF_8));

        assertThat(answer.status()).isEqualTo(202);
    }

    @Test
    void a_wrong_signature_is_refused_whatever_is_wrong_with_it() {
        var right = signed("s3cret", BODY);
        for (var wrong : List.of(
                signed("another", BODY),
                signed("s3cret", "another body".getBytes(UTF_8)),
                signed("", BODY),
                right.substring(0, right.length() - 1),
                right.toUpperCase(java.util.Locale.ROOT),
                right.replace("sha256=", "sha1="),
                right.replace("sha256=", ""),
                "sha256=",
                "sha256=ü",
                "")) {
            assertThat(call(wrong).status()).as(wrong).isEqualTo(401);
        }
        assertThat(receiver.handle("team", "infra", Map.of(), BODY).status()).isEqualTo(401);
        assertThat(pushed).isEmpty();
    }

    @Test
    void a_body_that_was_cut_off_is_not_what_was_signed() {
        var large = new byte[1024 * 1024 + 2];
        var cut = new byte[1024 * 1024 + 1];

        assertThat(receiver.handle("team", "infra", Map.of("x-hub-signature-256", signed("s3cret", large)), cut)
                        .status())
                .isEqualTo(401);
        assertThat(pushed).isEmpty();
    }

    @Test
    void a_ping_is_answered_and_other_events_are_ignored() {
        assertThat(event("ping").status()).isEqualTo(200);
        assertThat(event("issues").message()).contains("ignored");
        assertThat(event("pull_request").status()).isEqualTo(200);
        assertThat(pushed).isEmpty();

        assertThat(event("push").status()).isEqualTo(202);
        assertThat(pushed).hasSize(1);
    }

    @Test
    void an_unknown_repository_is_answered_like_a_wrong_signature() {
        var wrong = call(signed("another", BODY));

        assertThat(receiver.handle("team", "other", signature(signed("s3cret", BODY)), BODY))
                .isEqualTo(wrong);
        assertThat(receiver.handle("elsewhere", "infra", signature(signed("s3cret", BODY)), BODY))
                .isEqualTo(wrong);
    }

    @Test
    void a_repository_without_a_token_refuses_every_call_even_one_signed_with_nothing() {
        api.secret("team", "hook", Map.of("other", "x"));
        assertThat(call(signed("s3cret", BODY)).status()).isEqualTo(401);
        later();
        api.secret("team", "hook", Map.of("token", " \n"));
        assertThat(call(signed(" ", BODY)).status()).isEqualTo(401);
        later();
        api.remove("/api/v1/namespaces/team/secrets/hook");
        assertThat(call(signed("s3cret", BODY)).status()).isEqualTo(401);
        later();
        api.serve(REPOSITORY, """
                {"apiVersion": "sluice.dev/v1alpha1", "kind": "GitRepository",
                 "metadata": {"namespace": "team", "name": "infra"}, "spec": {"url": "https://git.example.com/i.git"}}
                """);
        assertThat(call(signed("s3cret", BODY)).status()).isEqualTo(401);
        assertThat(pushed).isEmpty();
    }

    @Test
    void an_api_server_that_is_away_is_a_refusal_and_not_a_failure() {
        api.refuse("/apis", 500);
        assertThat(call(signed("s3cret", BODY)).status()).isEqualTo(401);

        api.refuse("/apis", 200);
        later();
        assertThat(call(signed("s3cret", BODY)).status()).isEqualTo(202);
    }

    @Test
    void a_token_that_was_changed_counts_soon() {
        assertThat(call(signed("s3cret", BODY)).status()).isEqualTo(202);
        api.secret("team", "hook", Map.of("token", "newer"));
        later();

        assertThat(call(signed("s3cret", BODY)).status()).isEqualTo(401);
        assertThat(call(signed("newer", BODY)).status()).isEqualTo(202);
    }

    @Test
    void a_flood_of_calls_is_held_off_and_is_no_flood_of_reads() {
        for (int i = 0; i < 100; i++) {
            assertThat(call("sha256=00").status()).isEqualTo(401);
        }

        assertThat(call(signed("s3cret", BODY)).status()).isEqualTo(429);
        assertThat(api.asked()).hasSize(2);

        later();
        assertThat(call(signed("s3cret", BODY)).status()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../secrets/hook", "a/b", "UPPER", "a%2Fb", "", "-a", "a\n", "a?watch=true"})
    void what_cannot_be_a_name_never_reaches_the_api_server(String name) {
        assertThat(receiver.handle("team", name, signature(signed("s3cret", BODY)), BODY)
                        .status())
                .isEqualTo(401);
        assertThat(receiver.handle(name, "infra", signature(signed("s3cret", BODY)), BODY)
                        .status())
                .isEqualTo(401);
        assertThat(api.asked()).isEmpty();
    }

    private void later() {
        now = now.plus(Duration.ofSeconds(11));
    }

    private Receiver.Answer call(String signature) {
        return receiver.handle("team", "infra", signature(signature), BODY);
    }

    private Receiver.Answer event(String event) {
        var headers = new HashMap<>(signature(signed("s3cret", BODY)));
        headers.put("x-github-event", event);
        return receiver.handle("team", "infra", headers, BODY);
    }

    private static Map<String, String> signature(String signature) {
        return Map.of("x-hub-signature-256", signature);
    }

    private static String signed(String token, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            // A key may not be empty; HMAC fills it up with zeroes anyway.
            mac.init(new SecretKeySpec(token.isEmpty() ? new byte[1] : token.getBytes(UTF_8), "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
