package dev.sluice.gate.rego;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/**
 * Rego's {@code sprintf}, which is Go's {@code fmt.Sprintf}: verbs, flags, widths and precisions, and Go's own words for
 * what does not fit. After the documentation of Go's package fmt.
 */
final class GoFormat {
    private static final int MAX_WIDTH = 10_000;

    private final String format;
    private final List<RegoValue> arguments;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int argument;

    private GoFormat(String format, List<RegoValue> arguments) {
        this.format = format;
        this.arguments = arguments;
    }

    static String sprintf(String format, List<RegoValue> arguments) {
        return new GoFormat(format, arguments).run();
    }

    private String run() {
        while (at < format.length()) {
            var c = format.charAt(at++);
            if (c != '%') {
                out.append(c);
            } else if (at >= format.length()) {
                out.append("%!(NOVERB)");
            } else {
                directive();
            }
        }
        extra();
        return out.toString();
    }

    private record Spec(
            boolean minus, boolean plus, boolean sharp, boolean space, boolean zero, int width, int precision) {}

    private void directive() {
        boolean minus = false;
        boolean plus = false;
        boolean sharp = false;
        boolean space = false;
        boolean zero = false;
        for (; at < format.length() && "-+# 0".indexOf(format.charAt(at)) >= 0; at++) {
            switch (format.charAt(at)) {
                case '-' -> minus = true;
                case '+' -> plus = true;
                case '#' -> sharp = true;
                case ' ' -> space = true;
                default -> zero = true;
            }
        }
        var width = number();
        var precision = -1;
        if (at < format.length() && format.charAt(at) == '.') {
            at++;
            precision = Math.max(0, number());
        }
        if (at >= format.length()) {
            out.append("%!(NOVERB)");
            return;
        }
        var verb = format.codePointAt(at);
        at += Character.charCount(verb);
        verb(new Spec(minus, plus, sharp, space, zero && !minus, width, precision), verb);
    }

    private int number() {
        var from = at;
        while (at < format.length() && Character.isDigit(format.charAt(at)) && at - from < 6) {
            at++;
        }
        return from == at ? -1 : Math.min(MAX_WIDTH, Integer.parseInt(format.substring(from, at)));
    }

    private void verb(Spec spec, int verb) {
        if (verb == '%') {
            out.append('%');
            return;
        }
        if (argument >= arguments.size()) {
            out.append("%!").appendCodePoint(verb).append("(MISSING)");
            return;
        }
        var value = arguments.get(argument++);
        switch (value) {
            case RegoValue.Num number -> number(spec, verb, number);
            case RegoValue.Str text -> text(spec, verb, text.value());
            // Everything else reaches Go's formatter as its Rego text.
            case RegoValue other -> text(spec, verb, other.toString());
        }
    }

    private void text(Spec spec, int verb, String value) {
        switch (verb) {
            case 'v', 's' -> pad(spec, cut(spec, value));
            case 'q' -> pad(spec, goQuote(cut(spec, value)));
            case 'x' -> pad(spec, hex(value));
            case 'X' -> pad(spec, hex(value).toUpperCase(Locale.ROOT));
            case 'T' -> pad(spec, "string");
            default -> bad(verb, "string", value);
        }
    }

    private void number(Spec spec, int verb, RegoValue.Num number) {
        var value = number.value();
        var isInteger = !number.text().contains(".")
                && !number.text().contains("e")
                && !number.text().contains("E");
        if (isInteger) {
            integer(spec, verb, value.toBigInteger());
        } else {
            floating(spec, verb, value.doubleValue());
        }
    }

    private void integer(Spec spec, int verb, BigInteger value) {
        switch (verb) {
            case 'v', 'd' -> signed(spec, value.abs().toString(), value.signum() < 0);
            case 'b' -> signed(spec, value.abs().toString(2), value.signum() < 0);
            case 'o' -> signed(spec, (spec.sharp() ? "0" : "") + value.abs().toString(8), value.signum() < 0);
            case 'x' -> signed(spec, (spec.sharp() ? "0x" : "") + value.abs().toString(16), value.signum() < 0);
            case 'X' ->
                signed(
                        spec,
                        (spec.sharp() ? "0X" : "") + value.abs().toString(16).toUpperCase(Locale.ROOT),
                        value.signum() < 0);
            case 'c' ->
                pad(
                        spec,
                        Character.isValidCodePoint(value.intValue()) ? Character.toString(value.intValue()) : "\uFFFD");
            case 'q' -> pad(spec, "'" + Character.toString(value.intValue()) + "'");
            case 'U' -> pad(spec, "U+%04X".formatted(value.intValue()));
            case 'T' -> pad(spec, isLong(value) ? "int" : "*big.Int");
            default -> bad(verb, isLong(value) ? "int" : "*big.Int", value.toString());
        }
    }

    private static boolean isLong(BigInteger value) {
        return value.bitLength() < 64;
    }

    private void floating(Spec spec, int verb, double value) {
        var magnitude = Math.abs(value);
        var negative = value < 0;
        switch (verb) {
            case 'v', 'g', 'G' -> signed(spec, shortest(magnitude, spec.precision()), negative);
            case 'f', 'F' -> signed(spec, fixed(magnitude, spec.precision() < 0 ? 6 : spec.precision()), negative);
            case 'e', 'E' -> {
                var text = exponent(magnitude, spec.precision() < 0 ? 6 : spec.precision());
                signed(spec, verb == 'E' ? text.toUpperCase(Locale.ROOT) : text, negative);
            }
            case 'T' -> pad(spec, "float64");
            default -> bad(verb, "float64", (negative ? "-" : "") + shortest(magnitude, -1));
        }
    }

    private static String fixed(double value, int precision) {
        return new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static String exponent(double value, int precision) {
        var text = String.format(Locale.ROOT, "%." + precision + "e", value);
        return text;
    }

    /** Go's %g: the shortest text that reads back the same; an exponent below 1e-4 and from 1e21 on. */
    private static String shortest(double value, int precision) {
        if (value == 0) {
            return "0";
        }
        var decimal = precision < 0
                ? new BigDecimal(Double.toString(value))
                : new BigDecimal(value)
                        .round(new java.math.MathContext(Math.max(1, precision), RoundingMode.HALF_EVEN));
        var stripped = decimal.stripTrailingZeros();
        var exponent = stripped.precision() - stripped.scale() - 1;
        if (exponent < -4 || exponent >= (precision < 0 ? 21 : Math.max(1, precision))) {
            var digits = stripped.unscaledValue().toString();
            var mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
            return mantissa + "e" + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "")
                    + Math.abs(exponent);
        }
        return stripped.toPlainString();
    }

    private void signed(Spec spec, String magnitude, boolean negative) {
        var sign = negative ? "-" : spec.plus() ? "+" : spec.space() ? " " : "";
        if (spec.zero() && spec.width() > sign.length() + magnitude.length()) {
            out.append(sign)
                    .append("0".repeat(spec.width() - sign.length() - magnitude.length()))
                    .append(magnitude);
        } else {
            pad(spec, sign + magnitude);
        }
    }

    private static String cut(Spec spec, String value) {
        if (spec.precision() < 0 || value.codePointCount(0, value.length()) <= spec.precision()) {
            return value;
        }
        return value.substring(0, value.offsetByCodePoints(0, spec.precision()));
    }

    private void pad(Spec spec, String text) {
        var missing = spec.width() - text.codePointCount(0, text.length());
        if (missing <= 0) {
            out.append(text);
        } else if (spec.minus()) {
            out.append(text).repeat(' ', missing);
        } else {
            out.repeat(spec.zero() ? '0' : ' ', missing).append(text);
        }
    }

    private void bad(int verb, String type, String value) {
        out.append("%!")
                .appendCodePoint(verb)
                .append('(')
                .append(type)
                .append('=')
                .append(value)
                .append(')');
    }

    private void extra() {
        if (argument >= arguments.size()) {
            return;
        }
        out.append("%!(EXTRA ");
        for (int i = argument; i < arguments.size(); i++) {
            out.append(i == argument ? "" : ", ");
            var value = arguments.get(i);
            switch (value) {
                case RegoValue.Num number
                when number.text().contains(".") -> out.append("float64=").append(number.text());
                case RegoValue.Num number -> out.append("int=").append(number.text());
                case RegoValue.Str text -> out.append("string=").append(text.value());
                case RegoValue other -> out.append("string=").append(other);
            }
        }
        out.append(')');
    }

    private static String hex(String value) {
        return java.util.HexFormat.of().formatHex(value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static String goQuote(String value) {
        return RegoValue.quote(value);
    }
}
