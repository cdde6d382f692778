package dev.sluice.admission;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The webhook's certificates: an authority of our own and a short-lived server certificate, renewed at two thirds of
 * their life. Replicas share them through one Secret, so that each is trusted by the one {@code caBundle}.
 *
 * <p>Pure: takes what the Secret holds and gives what it should hold; reading and writing it is the caller's.
 */
public final class WebhookCertificates {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(1825);
    private static final Duration SERVER_LIFE = Duration.ofDays(30);
    private static final Duration BACKDATED = Duration.ofMinutes(5);
    private static final X500Name AUTHORITY = new X500Name("CN=sluice-webhook-ca");
    private static final SecureRandom RANDOM = new SecureRandom();

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
                    CA_CRT, pem(authority.certificate()),
                    CA_KEY, pem(authority.key()),
                    TLS_CRT, pem(server.certificate()),
                    TLS_KEY, pem(server.key()));
            return new Bundle(
                    pem(authority.certificate()),
                    server.certificate(),
                    server.key(),
                    renewalTime(server.certificate()),
                    data);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("this JDK cannot make the webhook's certificate: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Issued authority(Map<String, String> stored)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        var known = read(stored.get(CA_CRT), stored.get(CA_KEY));
        if (known != null && isFresh(known.certificate())) {
            return known;
        }
        var keys = newKeys();
        var builder = builder(AUTHORITY, AUTHORITY, keys, AUTHORITY_LIFE)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        return sign(builder, keys.getPrivate(), keys.getPrivate());
    }

    private Issued server(Map<String, String> stored, Issued authority)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        var known = read(stored.get(TLS_CRT), stored.get(TLS_KEY));
        if (known != null && isFresh(known.certificate()) && isFrom(authority, known) && names(known)) {
            return known;
        }
        var keys = newKeys();
        var builder = builder(AUTHORITY, new X500Name("CN=sluice-webhook"), keys, SERVER_LIFE)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .addExtension(Extension.subjectAlternativeName, false, alternativeNames());
        return sign(builder, keys.getPrivate(), authority.key());
    }

    private GeneralNames alternativeNames() {
        return new GeneralNames(hosts.stream()
                .map(h -> new GeneralName(isAddress(h) ? GeneralName.iPAddress : GeneralName.dNSName, h))
                .toArray(GeneralName[]::new));
    }

    private static boolean isAddress(String host) {
        try {
            return InetAddress.ofLiteral(host) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
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

    private static boolean isFrom(Issued authority, Issued server) {
        try {
            server.certificate().verify(authority.certificate().getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private boolean names(Issued server) throws GeneralSecurityException {
        var names = server.certificate().getSubjectAlternativeNames();
        return names != null
                && names.stream().map(n -> String.valueOf(n.get(1))).toList().containsAll(hosts);
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    private JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair keys, Duration life) {
        var now = clock.instant();
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, RANDOM),
                Date.from(now.minus(BACKDATED)),
                Date.from(now.plus(life)),
                subject,
                keys.getPublic());
    }

    private static Issued sign(
            org.bouncycastle.cert.X509v3CertificateBuilder builder, PrivateKey own, PrivateKey signer)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        var holder = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer));
        return new Issued(new JcaX509CertificateConverter().getCertificate(holder), own);
    }

    /** Null where the texts are absent or unreadable: such a Secret is replaced, not repaired. */
    private static @Nullable Issued read(@Nullable String certificate, @Nullable String key) {
        if (certificate == null || key == null) {
            return null;
        }
        try (var certificates = new PEMParser(new StringReader(certificate));
                var keys = new PEMParser(new StringReader(key))) {
            if (certificates.readObject() instanceof X509CertificateHolder holder
                    && keys.readObject() instanceof PrivateKeyInfo info) {
                return new Issued(
                        new JcaX509CertificateConverter().getCertificate(holder),
                        new JcaPEMKeyConverter().getPrivateKey(info));
            }
            return null;
        } catch (IOException | GeneralSecurityException e) {
            return null;
        }
    }

    private static String pem(Object object) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            // PKCS#8, the form that every reader knows.
            writer.writeObject(object instanceof PrivateKey key ? new JcaPKCS8Generator(key, null) : object);
        }
        return text.toString();
    }

    private record Issued(X509Certificate certificate, PrivateKey key) {}
}
