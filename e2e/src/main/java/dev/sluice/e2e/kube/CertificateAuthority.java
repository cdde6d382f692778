package dev.sluice.e2e.kube;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority for one local cluster, kept in memory: whoever starts the cluster may make users for it, nobody
 * later.
 *
 * <p>Keys are RSA throughout, because the Kubernetes client for Java refuses other keys in a kubeconfig by default.
 */
final class CertificateAuthority {
    private static final Duration VALID = Duration.ofDays(30);
    private static final int KEY_BITS = 2048;

    private final SecureRandom random = new SecureRandom();
    private final KeyPair keys = newKeys();
    private final X500Name name = new X500Name("CN=sluice-local-ca");
    private final X509Certificate certificate;

    CertificateAuthority() {
        certificate = sign(name, keys, List.of(new Ext(Extension.basicConstraints, new BasicConstraints(true))));
    }

    /** PEM of a certificate and of its key. */
    record Identity(String certificate, String key) {}

    private record Ext(org.bouncycastle.asn1.ASN1ObjectIdentifier type, org.bouncycastle.asn1.ASN1Encodable value) {}

    String certificate() {
        return pem(certificate);
    }

    /** For a server on the loopback interface. */
    Identity server(List<String> dnsNames) {
        var names = new GeneralName[dnsNames.size() + 1];
        names[0] = new GeneralName(GeneralName.iPAddress, "127.0.0.1");
        for (int i = 0; i < dnsNames.size(); i++) {
            names[i + 1] = new GeneralName(GeneralName.dNSName, dnsNames.get(i));
        }
        return identity(
                new X500Name("CN=kube-apiserver"),
                List.of(
                        new Ext(Extension.subjectAlternativeName, new GeneralNames(names)),
                        new Ext(Extension.extendedKeyUsage, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))));
    }

    /** For a user of the API server: the common name is the user's name, each organisation a group. */
    Identity client(String user, List<String> groups) {
        var subject = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, user);
        groups.forEach(g -> subject.addRDN(BCStyle.O, g));
        return identity(
                subject.build(),
                List.of(new Ext(Extension.extendedKeyUsage, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))));
    }

    /** A key without a certificate, for signing service accounts' tokens. */
    String signingKey() {
        return privateKeyPem(newKeys());
    }

    private Identity identity(X500Name subject, List<Ext> extensions) {
        var own = newKeys();
        return new Identity(pem(sign(subject, own, extensions)), privateKeyPem(own));
    }

    private X509Certificate sign(X500Name subject, KeyPair subjectKeys, List<Ext> extensions) {
        var now = Instant.now();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(127, random),
                Date.from(now.minus(Duration.ofMinutes(5))),
                Date.from(now.plus(VALID)),
                subject,
                subjectKeys.getPublic());
        try {
            var usage =
                    subject.equals(name) ? KeyUsage.keyCertSign : KeyUsage.digitalSignature | KeyUsage.keyEncipherment;
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            for (var extension : extensions) {
                builder.addExtension(
                        extension.type(), extension.type().equals(Extension.basicConstraints), extension.value());
            }
            var signer = new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a certificate for " + subject, e);
        }
    }

    private KeyPair newKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes RSA keys", e);
        }
    }

    private static String privateKeyPem(KeyPair keys) {
        try {
            return pem(new JcaPKCS8Generator(keys.getPrivate(), null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pem(Object value) {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
