package dev.sluice.gate.rego;

import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Integers as Go writes them: {@code int64}, and {@code *big.Int}, which has rules of its own. */
final class GoInteger {
    private GoInteger() {}

    /** Null where the verb does not fit. */
    static @Nullable String format(GoFlags flags, int verb, long value) {
        return switch (verb) {
            case 'v', 'd' -> number(flags, verb, value, 10);
            case 'b' -> number(flags, verb, value, 2);
            case 'o', 'O' -> number(flags, verb, value, 8);
            case 'x' -> number(flags, verb, value, 16);
            case 'X' -> number(flags, verb, value, 16).toUpperCase(Locale.ROOT);
            case 'c' -> flags.pad(Character.toString(character(value)));
            case 'q' -> flags.pad(GoText.quoteCharacter(character(value), flags.plus()));
            case 'U' -> flags.padWithSpaces(unicode(flags, value));
            default -> null;
        };
    }

    private static String number(GoFlags flags, int verb, long value, int base) {
        if (flags.precision() == 0 && value == 0) {
            return " ".repeat(Math.max(0, flags.width()));
        }
        var sign = value < 0 ? "-" : flags.plus() ? "+" : flags.space() ? " " : "";
        var digits = Long.toUnsignedString(Math.abs(value), base);
        var wanted =
                flags.precision() >= 0 ? flags.precision() : flags.fillsWithZeros() ? flags.width() - sign.length() : 0;
        digits = "0".repeat(Math.max(0, wanted - digits.length())) + digits;
        return flags.padWithSpaces(sign + prefix(flags, verb, base, digits) + digits);
    }

    private static String prefix(GoFlags flags, int verb, int base, String digits) {
        var sharp = !flags.sharp()
                ? ""
                : switch (base) {
                    case 2 -> "0b";
                    case 8 -> digits.startsWith("0") ? "" : "0";
                    case 16 -> "0x";
                    default -> "";
                };
        return verb == 'O' ? "0o" + sharp : sharp;
    }

    /** A code point; what is none is the replacement character. */
    private static int character(long value) {
        return value < 0 || value > Character.MAX_CODE_POINT || isSurrogate(value) ? 0xFFFD : (int) value;
    }

    private static boolean isSurrogate(long value) {
        return value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE;
    }

    private static String unicode(GoFlags flags, long value) {
        var digits = Long.toHexString(value).toUpperCase(Locale.ROOT);
        var text = "U+" + "0".repeat(Math.max(0, Math.max(4, flags.precision()) - digits.length())) + digits;
        return flags.sharp() && value >= 0 && value <= Character.MAX_CODE_POINT && GoText.isPrintable((int) value)
                ? text + " '" + Character.toString((int) value) + "'"
                : text;
    }

    /**
     * An integer beyond 64 bits.
     *
     * @throws IllegalArgumentException where Go would show its address or its fields
     */
    static String format(GoFlags flags, int verb, BigInteger value) {
        return switch (verb) {
            case 'v', 'd', 's' -> number(flags, verb, value, 10);
            case 'b' -> number(flags, verb, value, 2);
            case 'o', 'O' -> number(flags, verb, value, 8);
            case 'x' -> number(flags, verb, value, 16);
            case 'X' -> number(flags, verb, value, 16).toUpperCase(Locale.ROOT);
            case 'p', 'w' ->
                throw new IllegalArgumentException(
                        "sprintf: %%%c does not apply to a number beyond 64 bits".formatted(verb));
            default -> "%!" + Character.toString(verb) + "(big.Int=" + value + ")";
        };
    }

    private static String number(GoFlags flags, int verb, BigInteger value, int base) {
        if (flags.precision() == 0 && value.signum() == 0) {
            return "";
        }
        var sign = value.signum() < 0 ? "-" : flags.plus() || flags.plusValue() ? "+" : flags.space() ? " " : "";
        var prefix = switch (verb) {
            case 'O' -> "0o";
            case 'b' -> flags.sharp() ? "0b" : "";
            case 'o' -> flags.sharp() ? "0" : "";
            case 'x', 'X' -> flags.sharp() ? "0x" : "";
            default -> "";
        };
        var digits = value.abs().toString(base);
        var zeros = Math.max(0, flags.precision() - digits.length());
        var missing = flags.width() - sign.length() - prefix.length() - zeros - digits.length();
        if (missing > 0 && flags.fillsWithZeros() && flags.precision() < 0) {
            zeros = missing;
        }
        return flags.padWithSpaces(sign + prefix + "0".repeat(zeros) + digits);
    }
}
