package dev.sluice.gate.rego;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A {@code float64} as Go writes it. */
final class GoFloat {
    private static final int MANTISSA_BITS = 52;
    private static final int BIAS = 1023;

    private GoFloat() {}

    /** Null where the verb does not fit. */
    static @Nullable String format(GoFlags flags, int verb, double value) {
        return switch (verb) {
            case 'v', 'g' -> padded(flags, 'g', value, -1);
            case 'b', 'G', 'x', 'X' -> padded(flags, (char) verb, value, -1);
            case 'f', 'F' -> padded(flags, 'f', value, 6);
            case 'e', 'E' -> padded(flags, (char) verb, value, 6);
            default -> null;
        };
    }

    private static String padded(GoFlags flags, char verb, double value, int usual) {
        var precision = flags.precision() >= 0 ? flags.precision() : usual;
        var number = magnitude(Math.abs(value), verb, precision);
        if (flags.sharp() && verb != 'b') {
            number = withPoint(number, verb, precision);
        }
        var negative = Double.doubleToRawLongBits(value) < 0;
        var sign = negative ? "-" : flags.plus() ? "+" : flags.space() ? " " : "";
        var missing = flags.width() - sign.length() - number.length();
        return !sign.isEmpty() && flags.fillsWithZeros() && missing > 0
                ? sign + "0".repeat(missing) + number
                : flags.pad(sign + number);
    }

    private static String magnitude(double value, char verb, int precision) {
        return switch (verb) {
            case 'b' -> binary(value);
            case 'x', 'X' -> {
                var hex = hex(value, precision);
                yield verb == 'X' ? hex.toUpperCase(Locale.ROOT) : hex;
            }
            case 'f' ->
                new BigDecimal(value)
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toPlainString();
            case 'e', 'E' -> Digits.of(value, precision + 1).exponential(precision, verb);
            default -> general(value, verb, precision);
        };
    }

    /** {@code %g}: the shortest text that reads back the same, or so many significant digits. */
    private static String general(double value, char verb, int precision) {
        var shortest = precision < 0;
        var digits = Digits.of(value, shortest ? -1 : Math.max(1, precision));
        var count = digits.count();
        var wanted = shortest ? count : Math.max(1, precision);
        var limit = shortest ? 6 : wanted > count && count >= digits.point() ? count : wanted;
        var exponent = digits.point() - 1;
        if (exponent < -4 || exponent >= limit) {
            return digits.exponential(Math.min(wanted, count) - 1, verb == 'g' ? 'e' : 'E');
        }
        return digits.plain(Math.max((wanted > digits.point() ? count : wanted) - digits.point(), 0));
    }

    /** Adds the decimal point and the zeros that {@code #} asks for. */
    private static String withPoint(String number, char verb, int precision) {
        var significant = switch (verb) {
            case 'g', 'G', 'x' -> precision < 0 ? 6 : precision;
            default -> 0;
        };
        var hex = verb == 'x' || verb == 'X';
        var tail = exponentAt(number, hex);
        var digits = number.substring(0, tail);
        var seen = false;
        for (int i = 0; i < digits.length(); i++) {
            var c = digits.charAt(i);
            seen |= c != '.' && c != '0';
            if (c != '.' && seen) {
                significant--;
            }
        }
        var text = new StringBuilder(digits);
        if (digits.indexOf('.') < 0) {
            significant -= digits.equals("0") ? 1 : 0;
            text.append('.');
        }
        return text.append("0".repeat(Math.max(0, significant)))
                .append(number, tail, number.length())
                .toString();
    }

    private static int exponentAt(String number, boolean hex) {
        for (int i = 0; i < number.length(); i++) {
            var c = Character.toLowerCase(number.charAt(i));
            if (c == 'p' || (c == 'e' && !hex)) {
                return i;
            }
        }
        return number.length();
    }

    private static int exponent(double value) {
        return Math.max(1, biased(value)) - BIAS;
    }

    private static int biased(double value) {
        return (int) (Double.doubleToRawLongBits(value) >>> MANTISSA_BITS) & 0x7FF;
    }

    private static long mantissa(double value) {
        var bits = Double.doubleToRawLongBits(value) & ((1L << MANTISSA_BITS) - 1);
        return biased(value) == 0 ? bits : bits | 1L << MANTISSA_BITS;
    }

    private static String binary(double value) {
        var exponent = exponent(value) - MANTISSA_BITS;
        return mantissa(value) + "p" + (exponent >= 0 ? "+" : "") + exponent;
    }

    private static String hex(double value, int precision) {
        var mantissa = mantissa(value);
        var exponent = mantissa == 0 ? 0 : exponent(value);
        // The leading one, if any, goes to bit 60: fifteen digits follow it.
        mantissa <<= 60 - MANTISSA_BITS;
        while (mantissa != 0 && (mantissa & 1L << 60) == 0) {
            mantissa <<= 1;
            exponent--;
        }
        if (precision >= 0 && precision < 15) {
            mantissa = rounded(mantissa, precision * 4);
            if ((mantissa & 1L << 61) != 0) {
                mantissa >>>= 1;
                exponent++;
            }
        }
        var digits = "%015x".formatted(mantissa & ((1L << 60) - 1));
        var fraction = precision < 0
                ? digits.replaceAll("0{1,15}$", "")
                : precision <= 15 ? digits.substring(0, precision) : digits + "0".repeat(precision - 15);
        return "0x" + (mantissa >>> 60) + (fraction.isEmpty() ? "" : "." + fraction) + "p" + (exponent < 0 ? "-" : "+")
                + "%02d".formatted(Math.abs(exponent));
    }

    private static long rounded(long mantissa, int shift) {
        var extra = (mantissa << shift) & ((1L << 60) - 1);
        var kept = mantissa >>> (60 - shift);
        return ((extra | (kept & 1)) > 1L << 59 ? kept + 1 : kept) << (60 - shift);
    }

    /**
     * Significant decimal digits.
     *
     * @param text without zeros at its ends; empty for zero
     * @param point where the decimal point is, counted from the first digit
     */
    private record Digits(String text, int point) {

        /** @param most -1 for as few as read back the same */
        static Digits of(double value, int most) {
            if (value == 0) {
                return new Digits("", 0);
            }
            var decimal = most < 0 ? shortest(value) : new BigDecimal(value).round(halfEven(most));
            var text = decimal.unscaledValue().toString();
            return new Digits(text.replaceAll("0++$", ""), text.length() - decimal.scale());
        }

        private static MathContext halfEven(int digits) {
            return new MathContext(digits, RoundingMode.HALF_EVEN);
        }

        /** The JDK prefers two digits to one, where both read back the same. */
        private static BigDecimal shortest(double value) {
            var decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
            if (decimal.precision() == 2) {
                var single = new BigDecimal(value).round(halfEven(1));
                return single.doubleValue() == value ? single : decimal;
            }
            return decimal;
        }

        int count() {
            return text.length();
        }

        String exponential(int precision, char e) {
            var out = new StringBuilder().append(digit(0));
            if (precision > 0) {
                out.append('.');
                for (int i = 1; i <= precision; i++) {
                    out.append(digit(i));
                }
            }
            var exponent = text.isEmpty() ? 0 : point - 1;
            return out.append(e)
                    .append(exponent < 0 ? '-' : '+')
                    .append("%02d".formatted(Math.abs(exponent)))
                    .toString();
        }

        String plain(int precision) {
            var out = new StringBuilder();
            if (point <= 0) {
                out.append('0');
            }
            for (int i = 0; i < point; i++) {
                out.append(digit(i));
            }
            if (precision > 0) {
                out.append('.');
                for (int i = 0; i < precision; i++) {
                    out.append(digit(point + i));
                }
            }
            return out.toString();
        }

        private char digit(int index) {
            return index >= 0 && index < text.length() ? text.charAt(index) : '0';
        }
    }
}
