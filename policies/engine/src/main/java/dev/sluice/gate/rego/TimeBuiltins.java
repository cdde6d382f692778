package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Num;
import dev.sluice.gate.rego.RegoValue.Str;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code time.*}, in nanoseconds since 1970. */
final class TimeBuiltins {
    static final Map<String, HostBuiltins.Builtin> ALL = Map.ofEntries(
            Map.entry("time.now_ns", call -> Timestamps.nanos(call.now())),
            Map.entry("time.parse_rfc3339_ns", call -> HostBuiltins.defined(Timestamps.parseRfc3339(call.text(0)))),
            Map.entry("time.parse_ns", TimeBuiltins::parse),
            Map.entry("time.parse_duration_ns", call -> Num.of(GoDuration.nanos(call.text(0)))),
            Map.entry("time.format", TimeBuiltins::format),
            Map.entry("time.date", TimeBuiltins::date),
            Map.entry("time.clock", TimeBuiltins::clock),
            Map.entry(
                    "time.weekday",
                    call -> new Str(GoTime.weekday(time(call.argument(0)).getDayOfWeek()))),
            Map.entry("time.add_date", TimeBuiltins::add),
            Map.entry("time.diff", TimeBuiltins::difference));

    private static final long NANOS = 1_000_000_000L;

    private TimeBuiltins() {}

    private static RegoValue parse(Call call) {
        var value = call.text(1);
        return checked(GoTime.parse(call.text(0), value));
    }

    private static RegoValue checked(Instant at) {
        return HostBuiltins.defined(Timestamps.ofSixtyFourBits(at));
    }

    private static RegoValue format(Call call) {
        var time = time(call.argument(0));
        var layout = call.argument(0) instanceof Arr(var items) && items.size() > 2 ? Call.text(items.get(2)) : "";
        return new Str(GoTime.format(layout.isEmpty() ? "RFC3339Nano" : layout, time));
    }

    private static RegoValue date(Call call) {
        var time = time(call.argument(0));
        return numbers(time.getYear(), time.getMonthValue(), time.getDayOfMonth());
    }

    private static RegoValue clock(Call call) {
        var time = time(call.argument(0));
        return numbers(time.getHour(), time.getMinute(), time.getSecond());
    }

    private static RegoValue numbers(long... numbers) {
        var items = new ArrayList<RegoValue>();
        for (var number : numbers) {
            items.add(Num.of(number));
        }
        return new Arr(items);
    }

    private static RegoValue add(Call call) {
        var time = time(call.argument(0));
        var years = call.integer(1);
        var months = call.integer(2);
        var days = call.integer(3);
        try {
            // What is too long for a month runs over into the next.
            var month = time.getMonthValue() - 1L + months;
            var first = LocalDate.of(
                    Math.toIntExact(time.getYear() + (long) years + Math.floorDiv(month, 12L)),
                    (int) Math.floorMod(month, 12L) + 1,
                    1);
            var date = first.plusDays(time.getDayOfMonth() - 1L + days);
            return checked(ZonedDateTime.of(LocalDateTime.of(date, time.toLocalTime()), time.getZone())
                    .toInstant());
        } catch (DateTimeException | ArithmeticException e) {
            throw new BuiltinError("time outside of valid range");
        }
    }

    private static RegoValue difference(Call call) {
        var a = time(call.argument(0));
        var b = time(call.argument(1)).withZoneSameInstant(a.getZone());
        var from = a.isAfter(b) ? b : a;
        var to = a.isAfter(b) ? a : b;
        long[] parts = {
            to.getYear() - from.getYear(),
            to.getMonthValue() - from.getMonthValue(),
            to.getDayOfMonth() - from.getDayOfMonth(),
            to.getHour() - from.getHour(),
            to.getMinute() - from.getMinute(),
            to.getSecond() - from.getSecond()
        };
        int[] lengths = {0, 12, from.toLocalDate().lengthOfMonth(), 24, 60, 60};
        for (int i = parts.length - 1; i > 0; i--) {
            if (parts[i] < 0) {
                parts[i] += lengths[i];
                parts[i - 1]--;
            }
        }
        return numbers(parts);
    }

    /** Nanoseconds, or those with a time zone. */
    private static ZonedDateTime time(RegoValue value) {
        return switch (value) {
            case Num n -> at(n, ZoneOffset.UTC);
            case Arr(var items) when !items.isEmpty() && items.getFirst() instanceof Num n -> at(n, zone(items));
            default ->
                throw new BuiltinError("operand 1 must be one of {either number (ns) or [number (ns), string (tz)]}");
        };
    }

    private static ZoneId zone(List<RegoValue> items) {
        var name = items.size() > 1 ? Call.text(items.get(1)) : "";
        if (name.isEmpty() || name.equals("UTC")) {
            return ZoneOffset.UTC;
        }
        if (name.equals("Local")) {
            return ZoneId.systemDefault();
        }
        if (!ZoneRulesProvider.getAvailableZoneIds().contains(name)) {
            throw new BuiltinError("unknown time zone " + name);
        }
        return ZoneId.of(name);
    }

    private static ZonedDateTime at(Num number, ZoneId zone) {
        try {
            BigDecimal value = number.bounded();
            var nanos = value.longValueExact();
            return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS))
                    .atZone(zone);
        } catch (ArithmeticException e) {
            throw new BuiltinError("timestamp too big");
        }
    }
}
