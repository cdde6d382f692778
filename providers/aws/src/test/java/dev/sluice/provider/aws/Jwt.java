package dev.sluice.provider.aws;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Tokens that nobody has signed. */
final class Jwt {
    private Jwt() {}

    static String forSts(String subject) {
        return token("""
                {"aud":["sts.amazonaws.com"],"sub":"%s"}""".formatted(subject));
    }

    static String token(String claims) {
        return base64("{\"alg\":\"none\"}") + "." + base64(claims) + ".signature";
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
