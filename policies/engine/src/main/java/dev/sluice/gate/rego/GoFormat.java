package dev.sluice.gate.rego;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rego's {@code sprintf}, which is Go's {@code fmt.Sprintf}: argument indexes, flags, widths and precisions, and Go's own
 * words for what does not fit. This class reads the format; {@link GoInteger}, {@link GoFloat} and {@link GoText} write
 * the values.
 */
final class GoFormat {
    private static final int TOO_LARGE = 1_000_000;
    private static final int OVERFLOW = -2;
    private static final int MAX_RESULT = 4 * 1024 * 1024;

    private final String format;
    private final List<Argument> arguments;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int argument;
    private boolean reordered;
    private boolean goodIndex;
    private boolean afterIndex;

    /** What Rego's values are when they reach Go's formatter. */
    sealed interface Argument {
        record Int64(long value) implements Argument {}

        record BigInt(BigInteger value) implements Argument {}

        record Float64(double value) implements Argument {}

        record Text(String value) implements Argument {}

        static Argument of(RegoValue value) {
            return switch (value) {
                case RegoValue.Num number -> of(number);
                case RegoValue.Str text -> new Text(text.value());
                case RegoValue.Null nothing -> new Text(nothing.toString());
                case RegoValue.Bool truth -> new Text(truth.toString());
                case RegoValue.Arr array -> new Text(array.toString());
                case RegoValue.Obj object -> new Text(object.toString());
                case RegoValue.SetOf set -> new Text(set.toString());
            };
        }

        private static Argument of(RegoValue.Num number) {
            if (number.isInteger()) {
                var value = new BigInteger(number.text());
                return value.bitLength() < Long.SIZE ? new Int64(value.longValue()) : new BigInt(value);
            }
            var value = Double.parseDouble(number.text());
            return Double.isInfinite(value) ? new Text(number.text()) : new Float64(value);
        }

        default String goType() {
            return switch (this) {
                case Int64 i -> "int64";
                case BigInt i -> "*big.Int";
                case Float64 f -> "float64";
                case Text t -> "string";
            };
        }
    }

    private GoFormat(String format, List<Argument> arguments) {
        this.format = format;
        this.arguments = arguments;
    }

    /** @throws IllegalArgumentException when the result would be too large, or would show an address in memory */
    static String sprintf(String format, List<RegoValue> arguments) {
        return new GoFormat(format, arguments.stream().map(Argument::of).toList()).run();
    }

    private String run() {
        while (at < format.length()) {
            var percent = format.indexOf('%', at);
            var end = percent < 0 ? format.length() : percent;
            out.append(format, at, end);
            at = end + 1;
            if (percent >= 0) {
                directive();
            }
            if (out.length() > MAX_RESULT) {
                throw new IllegalArgumentException("sprintf: the result is too long");
            }
        }
        extra();
        return out.toString();
    }

    private void directive() {
        goodIndex = true;
        afterIndex = false;
        var flags = flags();
        index();
        flags = width(flags);
        flags = precision(flags);
        if (!afterIndex) {
            index();
        }
        if (at >= format.length()) {
            out.append("%!(NOVERB)");
            return;
        }
        var verb = format.codePointAt(at);
        at += Character.charCount(verb);
        if (verb == '%') {
            out.append('%');
        } else if (!goodIndex) {
            complain(verb, "(BADINDEX)");
        } else if (argument >= arguments.size()) {
            complain(verb, "(MISSING)");
        } else {
            print(verb == 'v' || verb == 'w' ? flags.asValue() : flags, verb, arguments.get(argument++));
        }
    }

    private GoFlags flags() {
        var flags = GoFlags.NONE;
        for (; at < format.length(); at++) {
            switch (format.charAt(at)) {
                case '#' -> flags = flags.withSharp();
                case '0' -> flags = flags.withZero(true);
                case '+' -> flags = flags.withPlus();
                case '-' -> flags = flags.withMinus();
                case ' ' -> flags = flags.withSpace();
                default -> {
                    return flags;
                }
            }
        }
        return flags;
    }

    private GoFlags width(GoFlags flags) {
        if (next('*')) {
            afterIndex = false;
            var width = numberFromArgument();
            if (width == null) {
                out.append("%!(BADWIDTH)");
                return flags;
            }
            return width < 0 ? flags.withMinus().withZero(false).withWidth(-width) : flags.withWidth(width);
        }
        var width = number();
        if (afterIndex && width >= 0) {
            goodIndex = false;
        }
        return flags.withWidth(width);
    }

    private GoFlags precision(GoFlags flags) {
        if (at + 1 >= format.length() || !next('.')) {
            return flags;
        }
        if (afterIndex) {
            goodIndex = false;
        }
        index();
        if (next('*')) {
            afterIndex = false;
            var precision = numberFromArgument();
            if (precision == null || precision < 0) {
                out.append("%!(BADPREC)");
                return flags;
            }
            return flags.withPrecision(precision);
        }
        return flags.withPrecision(Math.max(0, number()));
    }

    private boolean next(char character) {
        var here = at < format.length() && format.charAt(at) == character;
        at += here ? 1 : 0;
        return here;
    }

    /** An argument as width or precision; null when it is no such number. */
    private @Nullable Integer numberFromArgument() {
        if (argument >= arguments.size()) {
            return null;
        }
        return arguments.get(argument++) instanceof Argument.Int64(long value)
                        && value >= -TOO_LARGE
                        && value <= TOO_LARGE
                ? (Integer) (int) value
                : null;
    }

    /** Digits; -1 where there are none. */
    private int number() {
        var number = digits(format.length());
        if (number == OVERFLOW) {
            at = format.length();
            return -1;
        }
        return number;
    }

    private int digits(int end) {
        int number = -1;
        for (; at < end && format.charAt(at) >= '0' && format.charAt(at) <= '9'; at++) {
            if (number > TOO_LARGE) {
                return OVERFLOW;
            }
            number = Math.max(0, number) * 10 + format.charAt(at) - '0';
        }
        return number;
    }

    /** An explicit argument index such as {@code [2]}. */
    private void index() {
        afterIndex = false;
        if (at >= format.length() || format.charAt(at) != '[') {
            return;
        }
        reordered = true;
        var open = at++;
        var close = format.indexOf(']', at);
        if (close < 0 || format.length() - open < "[1]".length()) {
            goodIndex = false;
            return;
        }
        var number = digits(close);
        var complete = number >= 0 && at == close;
        at = close + 1;
        if (complete && number >= 1 && number <= arguments.size()) {
            argument = number - 1;
            afterIndex = true;
        } else {
            goodIndex = false;
            afterIndex = complete;
        }
    }

    private void complain(int verb, String what) {
        out.append("%!").appendCodePoint(verb).append(what);
    }

    private void print(GoFlags flags, int verb, Argument value) {
        var written = verb == 'T' ? GoText.text(flags, value.goType()) : written(flags, verb, value);
        if (written != null) {
            out.append(written);
            return;
        }
        complain(verb, "(" + value.goType() + "=");
        out.append(written(flags, 'v', value)).append(')');
    }

    /** The value as the verb wants it; null where the verb does not fit the type. */
    private static @Nullable String written(GoFlags flags, int verb, Argument value) {
        return switch (value) {
            case Argument.Int64(long number) -> GoInteger.format(flags, verb, number);
            case Argument.BigInt(BigInteger number) -> GoInteger.format(flags, verb, number);
            case Argument.Float64(double number) -> GoFloat.format(flags, verb, number);
            case Argument.Text(String text) -> GoText.format(flags, verb, text);
        };
    }

    /** Complains of arguments that nothing used, unless their order was changed. */
    private void extra() {
        if (reordered || argument >= arguments.size()) {
            return;
        }
        out.append("%!(EXTRA ");
        for (int i = argument; i < arguments.size(); i++) {
            var value = arguments.get(i);
            out.append(i == argument ? "" : ", ").append(value.goType()).append('=');
            out.append(written(GoFlags.NONE, 'v', value));
        }
        out.append(')');
    }
}
