package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Num;
import dev.sluice.gate.rego.RegoValue.Str;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;

/** Numbers, sizes, versions, and what chance says. */
final class NumberBuiltins {
    private static final int MAX_RANGE = 1_000_000;

    static final Map<String, HostBuiltins.Builtin> ALL = Map.ofEntries(
            Map.entry("numbers.range_step", NumberBuiltins::rangeStep),
            Map.entry("rand.intn", NumberBuiltins::random),
            Map.entry("uuid.rfc4122", NumberBuiltins::uuid),
            Map.entry("uuid.parse", call -> GoUuid.parse(call.text(0))),
            Map.entry(
                    "semver.is_valid",
                    call -> Call.bool(call.argument(0) instanceof Str text
                            && SemanticVersion.parse(text.value()).isPresent())),
            Map.entry("semver.compare", NumberBuiltins::compareVersions),
            Map.entry("units.parse_bytes", call -> HostBuiltins.defined(Quantities.bytes(call.text(0)))),
            Map.entry("units.parse", call -> Units.parse(call.text(0))));

    private NumberBuiltins() {}

    private static RegoValue rangeStep(Call call) {
        var from = call.wholeNumber(0);
        var to = call.wholeNumber(1);
        var step = call.wholeNumber(2);
        if (step.signum() <= 0) {
            throw new BuiltinError("numbers.range_step: step must be a positive integer");
        }
        if (to.subtract(from).abs().divide(step).compareTo(BigInteger.valueOf(MAX_RANGE)) > 0) {
            throw new IllegalArgumentException("numbers.range_step: more than %d numbers".formatted(MAX_RANGE));
        }
        var up = from.compareTo(to) <= 0;
        var numbers = new ArrayList<RegoValue>();
        for (var n = from; up ? n.compareTo(to) <= 0 : n.compareTo(to) >= 0; n = up ? n.add(step) : n.subtract(step)) {
            Watchdog.check();
            numbers.add(new Num(n.toString()));
        }
        return new Arr(numbers);
    }

    private static RegoValue random(Call call) {
        var key = call.text(0);
        var n = Math.abs((long) call.integer(1));
        return n == 0
                ? Num.of(0)
                : call.evaluation().chosen("rand " + n + " " + key, chance -> Num.of(chance.nextLong(n)));
    }

    private static RegoValue uuid(Call call) {
        return call.evaluation()
                .chosen(
                        "uuid " + call.argument(0),
                        chance -> new Str(UUID.randomUUID().toString()));
    }

    private static RegoValue compareVersions(Call call) {
        var a = SemanticVersion.parse(call.text(0));
        var b = SemanticVersion.parse(call.text(1));
        if (a.isEmpty() || b.isEmpty()) {
            throw new BuiltinError("not a version");
        }
        return Num.of(a.get().compareTo(b.get()));
    }
}
