package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WebhookCertificatesTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T00:00:00Z"));
    private final WebhookCertificates certificates =
            new WebhookCertificates(List.of("127.0.0.1", "sluice.svc"), now::get);

    @Test
    void the_first_start_makes_an_authority_and_a_server_certificate_that_it_signed() throws Exception {
        var bundle = certificates.current(Map.of());

        var authority = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new java.io.ByteArrayInputStream(
                        bundle.authorityPem().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThatCode(() -> bundle.certificate().verify(authority.getPublicKey()))
                .doesNotThrowAnyException();
        assertThat(bundle.certificate().getSubjectAlternativeNames())
                .extracting(n -> n.get(1).toString())
                .containsExactlyInAnyOrder("127.0.0.1", "sluice.svc");
    }

    @Test
    void a_second_replica_serves_what_the_first_one_stored() {
        var first = certificates.current(Map.of());

        var second = certificates.current(first.secretData());

        assertThat(second.certificate()).isEqualTo(first.certificate());
        assertThat(second.secretData()).isEqualTo(first.secretData());
    }

    @Test
    void the_server_certificate_is_renewed_before_it_ends_and_the_authority_stays() {
        var first = certificates.current(Map.of());
        now.set(first.renewAt().plusSeconds(1));

        var renewed = certificates.current(first.secretData());

        assertThat(renewed.certificate()).isNotEqualTo(first.certificate());
        assertThat(renewed.authorityPem()).isEqualTo(first.authorityPem());
        assertThat(first.certificate().getNotAfter().toInstant()).isAfter(now.get());
    }

    @Test
    void an_authority_near_its_end_is_replaced_together_with_what_it_signed() {
        var first = certificates.current(Map.of());
        now.set(now.get().plus(Duration.ofDays(1500)));

        var renewed = certificates.current(first.secretData());

        assertThat(renewed.authorityPem()).isNotEqualTo(first.authorityPem());
    }

    @Test
    void a_certificate_for_other_host_names_is_replaced() {
        var first = certificates.current(Map.of());

        var moved = new WebhookCertificates(List.of("10.0.0.7"), now::get).current(first.secretData());

        assertThat(moved.certificate()).isNotEqualTo(first.certificate());
        assertThat(moved.authorityPem()).isEqualTo(first.authorityPem());
    }

    @Test
    void a_damaged_secret_is_replaced() {
        var data = new HashMap<>(certificates.current(Map.of()).secretData());
        data.put("ca.key", "not a key");

        var bundle = certificates.current(data);

        assertThat(bundle.secretData().get("ca.key")).startsWith("-----BEGIN PRIVATE KEY-----");
    }

    @Test
    void what_is_good_is_kept_to_the_letter_so_that_a_start_writes_nothing() {
        var stored = certificates.current(Map.of()).secretData();

        assertThat(certificates.current(stored).secretData()).isEqualTo(stored);
    }

    @Test
    void a_damaged_certificate_is_replaced() {
        var data = new HashMap<>(certificates.current(Map.of()).secretData());
        data.put("tls.crt", "-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n");

        var bundle = certificates.current(data);

        assertThat(bundle.secretData().get("tls.crt")).isNotEqualTo(data.get("tls.crt"));
        assertThat(bundle.secretData().get("ca.crt")).isEqualTo(data.get("ca.crt"));
    }

    @Test
    void the_private_key_does_not_appear_in_logs() {
        assertThat(certificates.current(Map.of()).toString())
                .doesNotContain("PRIVATE")
                .contains("renewAt");
    }
}
