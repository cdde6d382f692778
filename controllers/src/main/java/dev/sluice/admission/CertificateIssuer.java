package dev.sluice.admission;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes the webhook's authority and certificates. The only place that needs BouncyCastle, so that a start that finds good
 * certificates does not load it.
 */
final class CertificateIssuer {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(1825);
    private static final Duration SERVER_LIFE = Duration.ofDays(30);
    private static final Duration BACKDATED = Duration.ofMinutes(5);
    private static final X500Name AUTHORITY = new X500Name("CN=sluice-webhook-ca");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Instant now;

    CertificateIssuer(InstantSource clock) {
        this.now = clock.instant();
    }

    IssuedCertificate authority() throws GeneralSecurityException, IOException {
        var keys = newKeys();
        var builder = builder(AUTHORITY, keys, AUTHORITY_LIFE)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        return sign(builder, keys.getPrivate(), keys.getPrivate());
    }

    IssuedCertificate server(IssuedCertificate authority, List<String> hosts)
            throws GeneralSecurityException, IOException {
        var keys = newKeys();
        var builder = builder(new X500Name("CN=sluice-webhook"), keys, SERVER_LIFE)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .addExtension(Extension.subjectAlternativeName, false, alternativeNames(hosts));
        return sign(builder, keys.getPrivate(), authority.key());
    }

    private static GeneralNames alternativeNames(List<String> hosts) {
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

    private static KeyPair newKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    private JcaX509v3CertificateBuilder builder(X500Name subject, KeyPair keys, Duration life) {
        return new JcaX509v3CertificateBuilder(
                AUTHORITY,
                new BigInteger(127, RANDOM),
                Date.from(now.minus(BACKDATED)),
                Date.from(now.plus(life)),
                subject,
                keys.getPublic());
    }

    private static IssuedCertificate sign(X509v3CertificateBuilder builder, PrivateKey own, PrivateKey signer)
            throws GeneralSecurityException, IOException {
        var certificate = new JcaX509CertificateConverter().getCertificate(signed(builder, signer));
        // PKCS#8, the form that every reader knows.
        return new IssuedCertificate(certificate, own, pem(certificate), pem(new JcaPKCS8Generator(own, null)));
    }

    private static X509CertificateHolder signed(X509v3CertificateBuilder builder, PrivateKey signer)
            throws GeneralSecurityException {
        try {
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static String pem(Object object) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
