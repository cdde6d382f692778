package dev.sluice.admission;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A certificate with its key, and both as the PEM texts that are kept. */
record IssuedCertificate(X509Certificate certificate, PrivateKey key, String certificatePem, String keyPem) {
    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_END = "-----END PRIVATE KEY-----";

    /** Null where the texts are absent or unreadable: such a Secret is replaced, not repaired. */
    static @Nullable IssuedCertificate read(@Nullable String certificatePem, @Nullable String keyPem) {
        if (certificatePem == null || keyPem == null) {
            return null;
        }
        var begin = keyPem.indexOf(KEY_BEGIN);
        var end = keyPem.indexOf(KEY_END);
        if (begin < 0 || end < begin) {
            return null;
        }
        try {
            var key = Base64.getMimeDecoder().decode(keyPem.substring(begin + KEY_BEGIN.length(), end));
            var bytes = new ByteArrayInputStream(certificatePem.getBytes(StandardCharsets.US_ASCII));
            return CertificateFactory.getInstance("X.509").generateCertificate(bytes) instanceof X509Certificate known
                    ? new IssuedCertificate(
                            known,
                            KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)),
                            certificatePem,
                            keyPem)
                    : null;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "IssuedCertificate[serial=" + certificate.getSerialNumber() + "]";
    }
}
