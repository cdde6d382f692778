package dev.sluice.managed;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Digests by which the value of a secret is known again, in plans, approvals and tags of the cloud. They are keyed: without
 * the key, which stays in the cluster, nobody can try values against them. The same for the same key, so that an approval
 * outlives a restart.
 */
final class Digests {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "hmac-";
    private static final int BYTES = 16;

    private final Supplier<byte[]> source;
    private byte @Nullable [] key;

    /** @param source of the key; asked once, when the first digest is wanted */
    Digests(Supplier<byte[]> source) {
        this.source = source;
    }

    /** @param context what the value is for: the same value has another digest elsewhere */
    String of(String value, String... context) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(), ALGORITHM));
            var text = new ByteArrayOutputStream();
            for (var part : context) {
                append(text, part);
            }
            append(text, value);
            var digest = mac.doFinal(text.toByteArray());
            return PREFIX + HexFormat.of().formatHex(Arrays.copyOf(digest, BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** With its length, so that no two lists of parts share a form. */
    private static void append(ByteArrayOutputStream text, String part) {
        var bytes = part.getBytes(StandardCharsets.UTF_8);
        text.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        text.writeBytes(bytes);
    }

    private synchronized byte[] key() {
        var known = key;
        if (known == null) {
            known = source.get();
            key = known;
        }
        return known;
    }
}
