package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Obj;
import dev.sluice.gate.rego.RegoValue.Str;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;

/** Keys of tokens: from a certificate or a public key in PEM, or from one or more JSON web keys. */
final class JwtKeys {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z ]++)-----\\s*+([A-Za-z0-9+/=\\s]*+)-----END \\1-----\\s?");
    private static final List<String> FAMILIES = List.of("RSA", "EC", "EdDSA");
    private static final int MAX_KEYS = 100;

    /**
     * @param algorithm empty where the key does not say
     * @param id empty where the key does not say
     */
    record Candidate(String algorithm, String id, Key key) {}

    private JwtKeys() {}

    static List<Candidate> parse(String text) {
        var pem = PEM.matcher(text);
        if (!pem.find()) {
            return jwks(text);
        }
        if (pem.end() != text.length()) {
            throw new BuiltinError("extra data after a PEM certificate block");
        }
        try {
            var bytes = Base64.getMimeDecoder().decode(pem.group(2));
            return switch (pem.group(1)) {
                case "CERTIFICATE" -> List.of(new Candidate("", "", certified(bytes)));
                case "PUBLIC KEY" -> List.of(new Candidate("", "", publicKey(bytes)));
                default -> throw new BuiltinError("failed to extract a Key from the PEM certificate");
            };
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new BuiltinError("failed to parse a PEM certificate: " + e.getMessage());
        }
    }

    private static PublicKey certified(byte[] bytes) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(bytes))
                .getPublicKey();
    }

    private static PublicKey publicKey(byte[] bytes) throws GeneralSecurityException {
        var failure = new InvalidKeySpecException("no key of a known family");
        for (var family : FAMILIES) {
            try {
                return KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(bytes));
            } catch (InvalidKeySpecException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private static List<Candidate> jwks(String text) {
        if (!(GoJson.parse(text) instanceof Obj object)) {
            throw new BuiltinError("failed to parse a JWK key (set)");
        }
        var candidates = new ArrayList<Candidate>();
        var keys = object.fields().get(new Str("keys")) instanceof Arr(var items) ? items : List.<RegoValue>of(object);
        if (keys.size() > MAX_KEYS) {
            throw new BuiltinError("more than %d keys".formatted(MAX_KEYS));
        }
        for (var item : keys) {
            if (!(item instanceof Obj jwk)) {
                throw new BuiltinError("failed to parse a JWK key (set)");
            }
            var algorithm = optional(jwk, "alg");
            var key = key(jwk);
            if (algorithm.isEmpty() || JwtAlgorithm.named(algorithm).isPresent()) {
                candidates.add(new Candidate(algorithm, optional(jwk, "kid"), key));
            }
        }
        return candidates;
    }

    private static String optional(Obj jwk, String name) {
        return jwk.fields().get(new Str(name)) instanceof Str s ? s.value() : "";
    }

    private static byte[] bytes(Obj jwk, String name) {
        var text = optional(jwk, name);
        if (text.isEmpty()) {
            throw new BuiltinError("the key lacks " + name);
        }
        return EncodingBuiltins.base64url(text);
    }

    private static BigInteger number(Obj jwk, String name) {
        return new BigInteger(1, bytes(jwk, name));
    }

    private static boolean isPrivate(Obj jwk) {
        return jwk.fields().containsKey(new Str("d"));
    }

    private static Key key(Obj jwk) {
        try {
            return switch (optional(jwk, "kty")) {
                case "oct" -> new SecretKeySpec(bytes(jwk, "k"), "HMAC");
                case "RSA" -> rsa(jwk);
                case "EC" -> elliptic(jwk);
                case "OKP" -> edwards(jwk);
                default -> throw new BuiltinError("failed to parse a JWK key (set): unknown kty");
            };
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new BuiltinError("failed to parse a JWK key (set): " + e.getMessage());
        }
    }

    private static Key rsa(Obj jwk) throws GeneralSecurityException {
        var factory = KeyFactory.getInstance("RSA");
        if (!isPrivate(jwk)) {
            return factory.generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
        }
        var d = number(jwk, "d");
        var p = number(jwk, "p");
        var q = number(jwk, "q");
        return factory.generatePrivate(new RSAPrivateCrtKeySpec(
                number(jwk, "n"),
                number(jwk, "e"),
                d,
                p,
                q,
                d.mod(p.subtract(BigInteger.ONE)),
                d.mod(q.subtract(BigInteger.ONE)),
                q.modInverse(p)));
    }

    private static Key elliptic(Obj jwk) throws GeneralSecurityException {
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(
                switch (optional(jwk, "crv")) {
                    case "P-256" -> "secp256r1";
                    case "P-384" -> "secp384r1";
                    case "P-521" -> "secp521r1";
                    default -> throw new BuiltinError("failed to parse a JWK key (set): unknown crv");
                }));
        var curve = parameters.getParameterSpec(ECParameterSpec.class);
        var factory = KeyFactory.getInstance("EC");
        return isPrivate(jwk)
                ? factory.generatePrivate(new ECPrivateKeySpec(number(jwk, "d"), curve))
                : factory.generatePublic(new ECPublicKeySpec(new ECPoint(number(jwk, "x"), number(jwk, "y")), curve));
    }

    private static Key edwards(Obj jwk) throws GeneralSecurityException {
        var factory = KeyFactory.getInstance("Ed25519");
        if (isPrivate(jwk)) {
            return factory.generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, bytes(jwk, "d")));
        }
        var bytes = bytes(jwk, "x");
        var isOdd = (bytes[bytes.length - 1] & 0x80) != 0;
        bytes[bytes.length - 1] &= 0x7F;
        var reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        var point = new EdECPoint(isOdd, new BigInteger(1, reversed));
        return factory.generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }
}
