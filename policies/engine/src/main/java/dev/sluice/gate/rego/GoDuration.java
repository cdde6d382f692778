package dev.sluice.gate.rego;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Pattern;

/** Durations as Go reads them, and days, weeks and years, which OPA adds. */
final class GoDuration {
    private static final Pattern FORM = Pattern.compile("[+-]?(?:(?:[0-9]++\\.?[0-9]*+|\\.[0-9]++)[^0-9.]++)++");
    private static final Pattern PART = Pattern.compile("([0-9]*+(?:\\.[0-9]*+)?+)([^0-9.]++)");
    private static final int MAX_LENGTH = 1000;
    private static final long HOUR = 3_600_000_000_000L;
    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("ns", 1L),
            Map.entry("us", 1_000L),
            Map.entry("\u00b5s", 1_000L),
            Map.entry("\u03bcs", 1_000L),
            Map.entry("ms", 1_000_000L),
            Map.entry("s", 1_000_000_000L),
            Map.entry("m", 60_000_000_000L),
            Map.entry("h", HOUR),
            Map.entry("d", 24 * HOUR),
            Map.entry("w", 7 * 24 * HOUR),
            Map.entry("y", 365 * 24 * HOUR));

    private GoDuration() {}

    static long nanos(String text) {
        if (text.equals("0") || text.equals("+0") || text.equals("-0")) {
            return 0;
        }
        if (text.length() > MAX_LENGTH || !FORM.matcher(text).matches()) {
            throw new BuiltinError("time: invalid duration " + GoText.quote(text));
        }
        var sum = BigDecimal.ZERO;
        var part = PART.matcher(text.replaceFirst("^[+-]", ""));
        while (part.find()) {
            var unit = UNITS.get(part.group(2));
            if (unit == null) {
                throw new BuiltinError("time: unknown unit in duration " + GoText.quote(text));
            }
            var number = part.group(1).endsWith(".") ? part.group(1) + "0" : part.group(1);
            // Each part is cut to whole nanoseconds on its own.
            sum = sum.add(new BigDecimal(
                    new BigDecimal(number).multiply(BigDecimal.valueOf(unit)).toBigInteger()));
        }
        try {
            return (text.startsWith("-") ? sum.negate() : sum).longValueExact();
        } catch (ArithmeticException e) {
            throw new BuiltinError("time: invalid duration " + GoText.quote(text));
        }
    }
}
