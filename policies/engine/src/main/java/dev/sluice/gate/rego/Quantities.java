package dev.sluice.gate.rego;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Sizes such as {@code 10Gi} or {@code 1.5mb}, as Rego's {@code units.parse_bytes} reads them. */
final class Quantities {
    private static final Pattern FORM = Pattern.compile("\"?([0-9]{1,30}(?:\\.[0-9]{1,30})?)([a-zA-Z]{0,3})\"?");
    private static final Map<String, Integer> POWERS = Map.of("k", 1, "m", 2, "g", 3, "t", 4, "p", 5, "e", 6);

    private Quantities() {}

    static Optional<RegoValue> bytes(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        var unit = form.group(2).toLowerCase(Locale.ROOT);
        if (unit.endsWith("b")) {
            unit = unit.substring(0, unit.length() - 1);
        }
        var binary = unit.endsWith("i");
        var power =
                unit.isEmpty() ? Integer.valueOf(0) : POWERS.get(binary ? unit.substring(0, unit.length() - 1) : unit);
        if (power == null) {
            return Optional.empty();
        }
        var factor = BigDecimal.valueOf(binary ? 1024 : 1000).pow(power);
        var bytes = new BigDecimal(form.group(1)).multiply(factor).setScale(0, RoundingMode.DOWN);
        return Optional.of(new RegoValue.Num(bytes.toPlainString()));
    }
}
