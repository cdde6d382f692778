package dev.sluice.gate.rego;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Strings as Go writes them, and its quoted literals. */
final class GoText {
    /** First and last code point of each range, ascending. */
    private static final int[] PRINTABLE = printable();

    private GoText() {}

    /** Null where the verb does not fit. */
    static @Nullable String format(GoFlags flags, int verb, String value) {
        return switch (verb) {
            case 'v' -> flags.sharpValue() ? quoted(flags, value) : text(flags, value);
            case 's' -> text(flags, value);
            case 'q' -> quoted(flags, value);
            case 'x' -> hex(flags, value, HexFormat.of(), "0x");
            case 'X' -> hex(flags, value, HexFormat.of().withUpperCase(), "0X");
            default -> null;
        };
    }

    static String text(GoFlags flags, String value) {
        return flags.pad(cut(flags, value));
    }

    private static String cut(GoFlags flags, String value) {
        var most = flags.precision();
        return most < 0 || value.codePointCount(0, value.length()) <= most
                ? value
                : value.substring(0, value.offsetByCodePoints(0, most));
    }

    private static String quoted(GoFlags flags, String value) {
        var text = cut(flags, value);
        return flags.pad(flags.sharp() && canBackquote(text) ? "`" + text + "`" : quote(text, flags.plus()));
    }

    private static String hex(GoFlags flags, String value, HexFormat digits, String prefix) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        var length = flags.precision() >= 0 ? Math.min(flags.precision(), bytes.length) : bytes.length;
        var format = !flags.space()
                ? digits
                : flags.sharp() ? digits.withDelimiter(" " + prefix) : digits.withDelimiter(" ");
        var text = format.formatHex(bytes, 0, length);
        return flags.pad(flags.sharp() && length > 0 ? prefix + text : text);
    }

    private static boolean canBackquote(String text) {
        return text.codePoints().noneMatch(c -> (c < ' ' && c != '\t') || c == '`' || c == 0x7F || c == 0xFEFF);
    }

    /** A string literal of Go. */
    static String quote(String text) {
        return quote(text, false);
    }

    private static String quote(String text, boolean ascii) {
        var out = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> escape(out, c, '"', ascii));
        return out.append('"').toString();
    }

    static String quoteCharacter(int character, boolean ascii) {
        var out = new StringBuilder().append('\'');
        escape(out, character, '\'', ascii);
        return out.append('\'').toString();
    }

    private static void escape(StringBuilder out, int c, char quote, boolean ascii) {
        if (c == quote || c == '\\') {
            out.append('\\').appendCodePoint(c);
        } else if ((!ascii || c < 0x80) && isPrintable(c)) {
            out.appendCodePoint(c);
        } else {
            switch (c) {
                case 0x07 -> out.append("\\a");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case 0x0B -> out.append("\\v");
                default -> out.append(escaped(c));
            }
        }
    }

    private static String escaped(int c) {
        var hex = HexFormat.of();
        if (c < ' ' || c == 0x7F) {
            return "\\x" + hex.toHexDigits((byte) c);
        }
        return c < 0x10000 ? "\\u" + hex.toHexDigits((short) c) : "\\U" + hex.toHexDigits(c);
    }

    /** What Go holds to be printable, whatever version of Unicode this JDK knows. */
    static boolean isPrintable(int c) {
        if (c < 0x7F) {
            return c >= ' ';
        }
        var place = Arrays.binarySearch(PRINTABLE, c);
        // Found: first or last of a range. Not found: inside a range when an odd number of ends lies before.
        return place >= 0 || (-place - 1) % 2 == 1;
    }

    private static int[] printable() {
        try (var in = GoText.class.getResourceAsStream("go-printable.txt")) {
            if (in == null) {
                throw new IllegalStateException("go-printable.txt is missing from the class path");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
                    .lines()
                    .filter(l -> !l.startsWith("#"))
                    .flatMap(l -> Arrays.stream(l.split(" ")))
                    .flatMapToInt(range -> {
                        var ends = range.split("-");
                        return java.util.stream.IntStream.of(
                                Integer.parseInt(ends[0], 16), Integer.parseInt(ends[ends.length - 1], 16));
                    })
                    .toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
