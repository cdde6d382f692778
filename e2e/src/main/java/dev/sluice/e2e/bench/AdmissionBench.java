package dev.sluice.e2e.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.Policy;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.e2e.process.Await;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The admission webhook of a running Sluice, asked over HTTPS as the API server asks it. */
public final class AdmissionBench {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration IN_FORCE = Duration.ofMinutes(2);
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration MEASURED = Duration.ofSeconds(4);

    private final LocalEnvironment environment;
    private final GateInputs inputs;

    public AdmissionBench(LocalEnvironment environment) {
        this.environment = environment;
        this.inputs = new GateInputs(environment.checkout());
    }

    /** @param policies how many judge each review; all of them match */
    public List<Figure> run(int policies) throws Exception {
        var sluice = environment.startSluice();
        put(environment.client(), policies);
        var request = HttpRequest.newBuilder(sluice.addresses().webhook().resolve("/admission"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(inputs.admissionReview()))
                .build();
        var figures = new ArrayList<Figure>();
        for (var connections : List.of(1, 16)) {
            try (var client = client()) {
                var unused = Load.of(connections, WARM_UP, () -> review(client, request));
                var load = Load.of(connections, MEASURED, () -> review(client, request));
                figures.add(new Figure(
                        "admission over HTTPS by %d policies, %d connection%s"
                                .formatted(policies, connections, connections == 1 ? "" : "s"),
                        load.toString(),
                        ""));
            }
        }
        figures.add(new Figure(
                "  resident memory of Sluice after it", (sluice.use().residentBytes() >> 20) + " MB", "≤ 256 MB"));
        return figures;
    }

    private void put(KubernetesClient client, int count) throws IOException {
        for (var spec : inputs.policies(count).entrySet()) {
            var policy = new Policy();
            policy.setMetadata(new ObjectMetaBuilder().withName(spec.getKey()).build());
            policy.setSpec(spec.getValue());
            client.resource(policy).create();
        }
        var all = Await.until(
                IN_FORCE,
                () -> client.resources(Policy.class).list().getItems().stream()
                                .filter(p ->
                                        p.getStatus() != null && p.getStatus().inForce() != null)
                                .count()
                        == count);
        if (!all) {
            throw new IllegalStateException("the policies are not in force");
        }
    }

    private static void review(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
        var answer = client.send(request, BodyHandlers.ofByteArray());
        var response = JSON.readTree(answer.body()).path("response");
        if (answer.statusCode() != 200 || !response.path("allowed").asBoolean()) {
            throw new IOException("not admitted: %d %s".formatted(answer.statusCode(), response));
        }
    }

    /** Trusts what the API server trusts: the authority in the webhook configuration. */
    private HttpClient client() throws GeneralSecurityException, IOException {
        var configuration = environment
                .client()
                .admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName("sluice")
                .get();
        var bundle = Base64.getDecoder()
                .decode(configuration.getWebhooks().getFirst().getClientConfig().getCaBundle());
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "authority",
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bundle)));
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, managers.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .sslContext(tls)
                .build();
    }
}
