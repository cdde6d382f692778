package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Num;
import dev.sluice.gate.rego.RegoValue.Str;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code uuid.parse}, which reads the forms that Google's library for Go reads. */
final class GoUuid {
    private static final Pattern DASHED =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern PLAIN = Pattern.compile("[0-9a-fA-F]{32}");
    private static final String URN = "urn:uuid:";

    /** From the beginning of the Gregorian calendar to 1970, in 100 ns. */
    private static final long EPOCH = 122_192_928_000_000_000L;

    private GoUuid() {}

    static RegoValue parse(String text) {
        var bytes = HexFormat.of().parseHex(digits(text));
        var version = (bytes[6] & 0xF0) >> 4;
        var fields = new HashMap<String, RegoValue>(
                Map.of("version", Num.of(version), "variant", new Str(variant(bytes[8] & 0xFF))));
        if (version == 1 || version == 2) {
            fields.put("time", Num.of((time(bytes) - EPOCH) * 100));
            fields.put("nodeid", new Str(node(bytes)));
            fields.put("macvariables", new Str(mac(bytes[10])));
            fields.put("clocksequence", Num.of(((bytes[8] & 0x3F) << 8) | (bytes[9] & 0xFF)));
        }
        if (version == 2) {
            fields.put("id", Num.of(unsigned(bytes, 0, 4)));
            fields.put("domain", new Str(domain(bytes[9] & 0xFF)));
        }
        return ObjectBuiltins.object(fields);
    }

    private static String digits(String text) {
        var inner = switch (text.length()) {
            case 45 -> text.toLowerCase(Locale.ROOT).startsWith(URN) ? text.substring(URN.length()) : "";
            // Any two characters around it will do.
            case 38 -> text.substring(1, 37);
            default -> text;
        };
        if (!DASHED.matcher(inner).matches() && !PLAIN.matcher(inner).matches()) {
            throw new BuiltinError("invalid UUID");
        }
        return inner.replace("-", "");
    }

    private static String variant(int octet) {
        if ((octet & 0xC0) == 0x80) {
            return "RFC4122";
        }
        if ((octet & 0xE0) == 0xC0) {
            return "Microsoft";
        }
        return (octet & 0xE0) == 0xE0 ? "Future" : "Reserved";
    }

    private static long time(byte[] bytes) {
        return unsigned(bytes, 0, 4) | (unsigned(bytes, 4, 2) << 32) | ((unsigned(bytes, 6, 2) & 0xFFF) << 48);
    }

    private static long unsigned(byte[] bytes, int from, int length) {
        long value = 0;
        for (int i = from; i < from + length; i++) {
            value = (value << 8) | (bytes[i] & 0xFF);
        }
        return value;
    }

    private static String node(byte[] bytes) {
        return IntStream.range(10, 16)
                .mapToObj(i -> HexFormat.of().toHexDigits(bytes[i]))
                .collect(Collectors.joining("-"));
    }

    private static String mac(byte first) {
        return ((first & 2) != 0 ? "local:" : "global:") + ((first & 1) != 0 ? "multicast" : "unicast");
    }

    private static String domain(int octet) {
        return switch (octet) {
            case 0 -> "Person";
            case 1 -> "Group";
            case 2 -> "Org";
            default -> "Domain" + octet;
        };
    }
}
