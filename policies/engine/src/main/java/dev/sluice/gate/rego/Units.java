package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Num;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code units.parse}: quantities of Kubernetes, exactly, and with Go's float for a thousandth. */
final class Units {
    private static final Map<String, BigDecimal> FACTORS = Map.ofEntries(
            Map.entry("", BigDecimal.ONE),
            // The float nearest to 0.001, exactly, as in Go.
            Map.entry("m", new BigDecimal("0.001000000000000000020816681711721685132943093776702880859375")),
            Map.entry("k", power(1000, 1)),
            Map.entry("ki", power(1024, 1)),
            Map.entry("M", power(1000, 2)),
            Map.entry("mi", power(1024, 2)),
            Map.entry("g", power(1000, 3)),
            Map.entry("gi", power(1024, 3)),
            Map.entry("t", power(1000, 4)),
            Map.entry("ti", power(1024, 4)),
            Map.entry("p", power(1000, 5)),
            Map.entry("pi", power(1024, 5)),
            Map.entry("e", power(1000, 6)),
            Map.entry("ei", power(1024, 6)));

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)(?:[eE][+-]?[0-9]{1,6}+)?");
    private static final int MAX_EXPONENT = 100_000;
    private static final int DECIMALS = 10;

    private Units() {}

    private static BigDecimal power(int base, int exponent) {
        return new BigDecimal(BigInteger.valueOf(base).pow(exponent));
    }

    static RegoValue parse(String quoted) {
        var text = quoted.replace("\"", "");
        if (text.contains(" ")) {
            throw new BuiltinError("units.parse: spaces not allowed in resource strings");
        }
        var end = Quantities.endOfNumber(text);
        if (end == 0) {
            throw new BuiltinError("units.parse: no amount provided");
        }
        var factor = FACTORS.get(unit(text.substring(end)));
        if (factor == null) {
            throw new BuiltinError("units.parse: unit %s not recognized".formatted(text.substring(end)));
        }
        var number = text.substring(0, end);
        if (!NUMBER.matcher(number).matches()) {
            throw new BuiltinError("units.parse: could not parse amount to a number");
        }
        return new Num(written(new BigDecimal(number), factor));
    }

    /** The first letter's case tells m from M, and matters for nothing else. */
    private static String unit(String unit) {
        if (unit.equals("m") || unit.equals("M")) {
            return unit;
        }
        return unit.toLowerCase(Locale.ROOT);
    }

    private static String written(BigDecimal number, BigDecimal factor) {
        if (Math.abs((long) number.precision() - number.scale()) > MAX_EXPONENT
                || Math.abs((long) number.scale()) > MAX_EXPONENT) {
            throw new BuiltinError("units.parse: exponent too large");
        }
        var product = number.multiply(factor);
        return product.signum() == 0 || product.stripTrailingZeros().scale() <= 0
                ? product.toBigIntegerExact().toString()
                : product.setScale(DECIMALS, RoundingMode.HALF_UP).toPlainString();
    }
}
