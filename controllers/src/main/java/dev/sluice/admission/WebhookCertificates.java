package dev.sluice.admission;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * The webhook's certificates: an authority of our own and a short-lived server certificate, renewed at two thirds of
 * their life. Replicas share them through one Secret, so that each is trusted by the one {@code caBundle}.
 *
 * <p>Pure: takes what the Secret holds and gives what it should hold; reading and writing it is the caller's.
 */
public final class WebhookCertificates {
    private static final String CA_CRT = "ca.crt";
    private static final String CA_KEY = "ca.key";
    private static final String TLS_CRT = "tls.crt";
    private static final String TLS_KEY = "tls.key";

    private final List<String> hosts;
    private final InstantSource clock;

    /** @param hosts DNS names and IP addresses under which the API server reaches the webhook */
    public WebhookCertificates(List<String> hosts, InstantSource clock) {
        this.hosts = List.copyOf(hosts);
        this.clock = clock;
    }

    /**
     * @param authorityPem what the API server has to trust
     * @param secretData what the Secret has to hold, PEM texts by key
     */
    public record Bundle(
            String authorityPem,
            X509Certificate certificate,
            PrivateKey key,
            Instant renewAt,
            Map<String, String> secretData) {
        @Override
        public String toString() {
            return "Bundle[serial=" + certificate.getSerialNumber() + ", renewAt=" + renewAt + "]";
        }
    }

    /** The certificates to serve now: those given while they are good, else renewed ones. */
    public Bundle current(Map<String, String> stored) {
        try {
            var authority = authority(stored);
            var server = server(stored, authority);
            var data = Map.of(
                    CA_CRT, authority.certificatePem(),
                    CA_KEY, authority.keyPem(),
                    TLS_CRT, server.certificatePem(),
                    TLS_KEY, server.keyPem());
            return new Bundle(
                    authority.certificatePem(),
                    server.certificate(),
                    server.key(),
                    renewalTime(server.certificate()),
                    data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot make the webhook's certificate: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private IssuedCertificate authority(Map<String, String> stored) throws GeneralSecurityException, IOException {
        var known = IssuedCertificate.read(stored.get(CA_CRT), stored.get(CA_KEY));
        return known != null && isFresh(known.certificate()) ? known : new CertificateIssuer(clock).authority();
    }

    private IssuedCertificate server(Map<String, String> stored, IssuedCertificate authority)
            throws GeneralSecurityException, IOException {
        var known = IssuedCertificate.read(stored.get(TLS_CRT), stored.get(TLS_KEY));
        return known != null && isFresh(known.certificate()) && isFrom(authority, known) && names(known)
                ? known
                : new CertificateIssuer(clock).server(authority, hosts);
    }

    private boolean isFresh(X509Certificate certificate) {
        return clock.instant().isBefore(renewalTime(certificate));
    }

    private static Instant renewalTime(X509Certificate certificate) {
        var from = certificate.getNotBefore().toInstant();
        return from.plus(Duration.between(from, certificate.getNotAfter().toInstant())
                .multipliedBy(2)
                .dividedBy(3));
    }

    private static boolean isFrom(IssuedCertificate authority, IssuedCertificate server) {
        try {
            server.certificate().verify(authority.certificate().getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private boolean names(IssuedCertificate server) throws GeneralSecurityException {
        var names = server.certificate().getSubjectAlternativeNames();
        return names != null
                && names.stream().map(n -> String.valueOf(n.get(1))).toList().containsAll(hosts);
    }
}
