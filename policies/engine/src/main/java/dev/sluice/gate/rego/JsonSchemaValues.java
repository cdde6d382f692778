package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Num;
import dev.sluice.gate.rego.RegoValue.Obj;
import java.math.BigDecimal;
import java.util.TreeMap;

/** How schemas compare and show values. */
final class JsonSchemaValues {
    private static final int SHOWN_FROM = -4;
    private static final int SHOWN_BELOW = 6;
    private static final int PLAIN_FROM = -6;
    private static final int PLAIN_BELOW = 21;

    private JsonSchemaValues() {}

    /** The same text for values that are the same to Go, whose numbers are floats here. */
    static String canonical(RegoValue value) {
        return GoJson.write(floats(value));
    }

    private static RegoValue floats(RegoValue value) {
        return switch (value) {
            case Num number -> new Num(shortest(number));
            case Arr(var items) ->
                new Arr(items.stream().map(JsonSchemaValues::floats).toList());
            case Obj(var fields) -> {
                var all = new TreeMap<RegoValue, RegoValue>(RegoValue.ORDER);
                fields.forEach((k, v) -> all.put(k, floats(v)));
                yield new Obj(all);
            }
            default -> value;
        };
    }

    private static String shortest(Num number) {
        var value = Double.parseDouble(number.text());
        if (!Double.isFinite(value)) {
            throw new BuiltinError("the number is too large");
        }
        if (value == 0) {
            return Double.doubleToRawLongBits(value) < 0 ? "-0" : "0";
        }
        var decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        var exponent = decimal.precision() - decimal.scale() - 1;
        return exponent < PLAIN_FROM || exponent >= PLAIN_BELOW
                ? scientific(decimal, exponent, 1)
                : decimal.toPlainString();
    }

    private static String scientific(BigDecimal decimal, int exponent, int leastDigits) {
        var digits = decimal.unscaledValue().abs().toString();
        var power = Integer.toString(Math.abs(exponent));
        return (decimal.signum() < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + "0".repeat(Math.max(0, leastDigits - power.length()))
                + power;
    }

    /** A limit, as Go shows a float of its largest kind. */
    static String shown(BigDecimal limit) {
        var digits = limit.stripTrailingZeros();
        if (digits.signum() == 0) {
            return "0";
        }
        var exponent = digits.precision() - digits.scale() - 1;
        return exponent < SHOWN_FROM || exponent >= SHOWN_BELOW
                ? scientific(digits, exponent, 2)
                : digits.toPlainString();
    }
}
