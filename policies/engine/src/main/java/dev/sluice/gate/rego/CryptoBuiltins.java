package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Str;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Digests and codes of authenticity. */
final class CryptoBuiltins {
    static final Map<String, HostBuiltins.Builtin> ALL = Map.ofEntries(
            Map.entry("crypto.sha256", call -> digest(call, "SHA-256")),
            Map.entry("crypto.sha1", call -> digest(call, "SHA-1")),
            Map.entry("crypto.md5", call -> digest(call, "MD5")),
            Map.entry("crypto.hmac.md5", call -> hmac(call, "HmacMD5")),
            Map.entry("crypto.hmac.sha1", call -> hmac(call, "HmacSHA1")),
            Map.entry("crypto.hmac.sha256", call -> hmac(call, "HmacSHA256")),
            Map.entry("crypto.hmac.sha512", call -> hmac(call, "HmacSHA512")),
            Map.entry("crypto.hmac.equal", CryptoBuiltins::equal));

    private CryptoBuiltins() {}

    private static RegoValue digest(Call call, String algorithm) {
        var bytes = EncodingBuiltins.bytes(call.text(0));
        try {
            return hex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(algorithm + " is missing from this JDK", e);
        }
    }

    private static RegoValue hmac(Call call, String algorithm) {
        var message = EncodingBuiltins.bytes(call.text(0));
        return hex(hmac(message, EncodingBuiltins.bytes(call.text(1)), algorithm));
    }

    static byte[] hmac(byte[] message, byte[] key, String algorithm) {
        try {
            var mac = Mac.getInstance(algorithm);
            // An empty key is a key of zeros, which the JDK wants to be written out.
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, algorithm));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " is missing from this JDK", e);
        }
    }

    private static RegoValue equal(Call call) {
        var a = EncodingBuiltins.bytes(call.text(0));
        return Call.bool(MessageDigest.isEqual(a, EncodingBuiltins.bytes(call.text(1))));
    }

    private static Str hex(byte[] bytes) {
        return new Str(HexFormat.of().formatHex(bytes));
    }
}
