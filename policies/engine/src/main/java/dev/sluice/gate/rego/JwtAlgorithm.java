package dev.sluice.gate.rego;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.SecretKey;

/** How tokens are signed. */
enum JwtAlgorithm {
    HS256(256),
    HS384(384),
    HS512(512),
    RS256(256),
    RS384(384),
    RS512(512),
    PS256(256),
    PS384(384),
    PS512(512),
    ES256(256),
    ES384(384),
    ES512(512),
    EDDSA(0);

    private final int bits;

    JwtAlgorithm(int bits) {
        this.bits = bits;
    }

    static Optional<JwtAlgorithm> named(String name) {
        return Arrays.stream(values()).filter(a -> a.header().equals(name)).findFirst();
    }

    String header() {
        return this == EDDSA ? "EdDSA" : name();
    }

    private boolean isPss() {
        return name().startsWith("PS");
    }

    private boolean fits(Key key) {
        return switch (this) {
            case HS256, HS384, HS512 -> key instanceof SecretKey;
            case RS256, RS384, RS512, PS256, PS384, PS512 -> key instanceof RSAKey;
            case ES256, ES384, ES512 -> key instanceof ECKey;
            case EDDSA -> key instanceof EdECKey;
        };
    }

    /** False also where the key is not for this algorithm. */
    boolean verifies(Key key, byte[] message, byte[] signature) {
        if (!fits(key)) {
            return false;
        }
        if (key instanceof SecretKey secret) {
            return MessageDigest.isEqual(mac(secret, message), signature);
        }
        try {
            if (!isPss()) {
                return verifies(signature(), (PublicKey) key, message, signature);
            }
            // Go takes a salt of any length.
            var most = ((RSAKey) key).getModulus().bitLength() / 8 - bits / 8 - 2;
            for (var salt : new int[] {bits / 8, most, 0}) {
                if (salt >= 0 && verifies(pss(salt), (PublicKey) key, message, signature)) {
                    return true;
                }
            }
            return false;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean verifies(Signature with, PublicKey key, byte[] message, byte[] signature)
            throws GeneralSecurityException {
        with.initVerify(key);
        with.update(message);
        return with.verify(signature);
    }

    byte[] sign(Key key, byte[] message) {
        if (!fits(key)) {
            throw new BuiltinError("the key is not for " + header());
        }
        if (key instanceof SecretKey secret) {
            return mac(secret, message);
        }
        try {
            var signature = isPss() ? pss(bits / 8) : signature();
            signature.initSign((PrivateKey) key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new BuiltinError("failed to sign: " + e.getMessage());
        }
    }

    private byte[] mac(SecretKey key, byte[] message) {
        return CryptoBuiltins.hmac(message, key.getEncoded(), "HmacSHA" + bits);
    }

    private Signature signature() throws NoSuchAlgorithmException {
        return Signature.getInstance(
                switch (this) {
                    case ES256, ES384, ES512 -> "SHA%dwithECDSAinP1363Format".formatted(bits);
                    case EDDSA -> "Ed25519";
                    default -> "SHA%dwithRSA".formatted(bits);
                });
    }

    private Signature pss(int salt) throws NoSuchAlgorithmException, InvalidAlgorithmParameterException {
        var signature = Signature.getInstance("RSASSA-PSS");
        var digest = "SHA-" + bits;
        signature.setParameter(new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), salt, 1));
        return signature;
    }
}
