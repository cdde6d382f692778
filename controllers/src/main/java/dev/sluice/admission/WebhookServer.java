package dev.sluice.admission;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTPS endpoint of the admission webhook; renews its certificate while it runs. */
public final class WebhookServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookServer.class);
    private static final String PATH = "/admission";
    private static final String SECRET = "sluice-webhook-tls";

    /** The API server sends object and oldObject: twice its limit of 1.5 MB an object, and room for the envelope. */
    private static final int MAX_BODY = 4 * 1024 * 1024;

    private static final int MAX_CONCURRENT = 64;
    private static final long RENEWAL_CHECK_MINUTES = 10;

    private final KubernetesClient client;
    private final String namespace;
    private final AdmissionHandler handler;
    private final WebhookCertificates certificates;
    private final Consumer<String> onNewAuthority;
    private final WebServer server;
    private final ScheduledExecutorService renewal = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("webhook-certificate").daemon().factory());
    private WebhookCertificates.Bundle serving;

    /** @param onNewAuthority told the PEM of the authority whenever it changes, and once by {@link #start} */
    public WebhookServer(
            KubernetesClient client,
            String namespace,
            String listenHost,
            int listenPort,
            AdmissionHandler handler,
            WebhookCertificates certificates,
            Consumer<String> onNewAuthority) {
        this.client = client;
        this.namespace = namespace;
        this.handler = handler;
        this.certificates = certificates;
        this.onNewAuthority = onNewAuthority;
        this.serving = shared();
        this.server = WebServer.builder()
                // The application stops its parts in its own order.
                .shutdownHook(false)
                .host(listenHost)
                .port(listenPort)
                .maxPayloadSize(MAX_BODY)
                .maxConcurrentRequests(MAX_CONCURRENT)
                .tls(tls(serving))
                .routing(r -> r.post(PATH, this::review))
                .build();
    }

    public int start() {
        server.start();
        onNewAuthority.accept(serving.authorityPem());
        // The task reports its own failures.
        var unused = renewal.scheduleWithFixedDelay(
                this::renew, RENEWAL_CHECK_MINUTES, RENEWAL_CHECK_MINUTES, TimeUnit.MINUTES);
        return server.port();
    }

    /** The URL under which the API server reaches this webhook by host and port. */
    public static String url(String host, int port) {
        return "https://%s:%d%s".formatted(host, port, PATH);
    }

    /** PEM of the authority that signed what is served now. */
    public String authorityPem() {
        return serving.authorityPem();
    }

    @Override
    public void close() {
        renewal.shutdownNow();
        server.stop();
    }

    private void review(ServerRequest request, ServerResponse response) throws IOException {
        try (var in = request.content().inputStream()) {
            var body = in.readNBytes(MAX_BODY + 1);
            if (body.length > MAX_BODY) {
                response.status(HttpURLConnection.HTTP_ENTITY_TOO_LARGE)
                        .send("the admission review is larger than %d bytes".formatted(MAX_BODY));
                return;
            }
            response.header(HeaderNames.CONTENT_TYPE, "application/json").send(handler.handle(body));
        } catch (AdmissionHandler.MalformedReviewException e) {
            LOG.warn("admission review refused: {}", e.getMessage());
            response.status(HttpURLConnection.HTTP_BAD_REQUEST).send(e.getMessage());
        }
    }

    private void renew() {
        try {
            var next = shared();
            if (next.certificate().equals(serving.certificate())) {
                return;
            }
            var newAuthority = !next.authorityPem().equals(serving.authorityPem());
            serving = next;
            server.reloadTls(tls(next));
            if (newAuthority) {
                onNewAuthority.accept(next.authorityPem());
            }
            LOG.info("webhook certificate renewed, next renewal at {}", next.renewAt());
        } catch (RuntimeException e) {
            LOG.error(
                    "the webhook certificate could not be renewed; trying again in {} minutes",
                    RENEWAL_CHECK_MINUTES,
                    e);
        }
    }

    /** What the replicas share. Whoever writes first wins; the others read what it wrote. */
    private WebhookCertificates.Bundle shared() {
        for (int attempt = 0; ; attempt++) {
            var stored =
                    client.secrets().inNamespace(namespace).withName(SECRET).get();
            var data = texts(stored);
            var bundle = certificates.current(data);
            if (bundle.secretData().equals(data)) {
                return bundle;
            }
            try {
                write(stored, bundle);
                return bundle;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt >= 5) {
                    throw e;
                }
            }
        }
    }

    private void write(@Nullable Secret stored, WebhookCertificates.Bundle bundle) {
        var builder = stored == null
                ? new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(SECRET)
                        .endMetadata()
                : new SecretBuilder(stored);
        var secret = builder.withStringData(bundle.secretData()).build();
        if (stored == null) {
            client.resource(secret).create();
        } else {
            client.resource(secret).update();
        }
    }

    private static Map<String, String> texts(@Nullable Secret secret) {
        var texts = new HashMap<String, String>();
        if (secret != null && secret.getData() != null) {
            secret.getData()
                    .forEach((k, v) ->
                            texts.put(k, new String(Base64.getMimeDecoder().decode(v), StandardCharsets.UTF_8)));
        }
        return texts;
    }

    private static Tls tls(WebhookCertificates.Bundle bundle) {
        return Tls.builder()
                .privateKey(bundle.key())
                .privateKeyCertChain(java.util.List.of(bundle.certificate()))
                .build();
    }
}
