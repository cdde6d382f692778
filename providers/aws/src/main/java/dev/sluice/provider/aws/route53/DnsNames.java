package dev.sluice.provider.aws.route53;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Domain names as Route 53 reports them: in lower case, with a dot at the end, and with unusual characters, the star of a
 * wildcard among them, as octal numbers.
 */
final class DnsNames {
    /** A domain name with or without the dot at its end. */
    static final String PATTERN =
            "^(\\*\\.|\\\\052\\.)?([A-Za-z0-9_]([A-Za-z0-9_-]{0,62})\\.)*[A-Za-z0-9_-]{1,63}\\.?$";

    private static final Pattern OCTAL = Pattern.compile("\\\\([0-3][0-7]{2})");

    private DnsNames() {}

    static boolean same(String a, String b) {
        return plain(a).equals(plain(b));
    }

    /** The name as it was wished for where it is the same, else as Route 53 has it. */
    static String asWished(@Nullable String wished, String reported) {
        return wished != null && same(wished, reported) ? wished : plain(reported);
    }

    private static String plain(String name) {
        var readable = OCTAL.matcher(name)
                .replaceAll(octal -> Character.toString(Integer.parseInt(octal.group(1), 8))
                        .replace("\\", "\\\\")
                        .replace("$", "\\$"))
                .toLowerCase(Locale.ROOT);
        return readable.endsWith(".") ? readable.substring(0, readable.length() - 1) : readable;
    }
}
