package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Num;
import dev.sluice.gate.rego.RegoValue.Str;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Functions on strings; positions count code points. */
final class TextBuiltins {
    static final Map<String, HostBuiltins.Builtin> ALL = Map.ofEntries(
            Map.entry("sprintf", call -> new Str(GoFormat.sprintf(call.text(0), call.array(1)))),
            Map.entry("strings.any_prefix_match", call -> anyMatch(call, String::startsWith)),
            Map.entry("strings.any_suffix_match", call -> anyMatch(call, String::endsWith)),
            Map.entry("strings.count", TextBuiltins::count),
            Map.entry("strings.split_n", TextBuiltins::splitN),
            Map.entry("indexof", TextBuiltins::indexOf),
            Map.entry("indexof_n", TextBuiltins::indexesOf),
            Map.entry("format_int", TextBuiltins::formatInt));

    private TextBuiltins() {}

    private interface Match {
        boolean test(String text, String part);
    }

    private static RegoValue anyMatch(Call call, Match match) {
        var texts = texts(call.argument(0));
        var parts = texts(call.argument(1));
        for (var text : texts) {
            Watchdog.check();
            if (parts.stream().anyMatch(part -> match.test(text, part))) {
                return Call.bool(true);
            }
        }
        return Call.bool(false);
    }

    /** A string, or an array or set of strings. */
    private static List<String> texts(RegoValue value) {
        return value instanceof Str s
                ? List.of(s.value())
                : Call.members(value).stream().map(Call::text).toList();
    }

    private static RegoValue count(Call call) {
        var text = call.text(0);
        var part = call.text(1);
        if (part.isEmpty()) {
            return Num.of(text.codePointCount(0, text.length()) + 1L);
        }
        long found = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            found++;
        }
        return Num.of(found);
    }

    private static RegoValue indexOf(Call call) {
        var text = call.text(0);
        var part = needle(call);
        var at = text.indexOf(part);
        return Num.of(at < 0 ? -1 : text.codePointCount(0, at));
    }

    private static String needle(Call call) {
        var part = call.text(1);
        if (part.isEmpty()) {
            throw new BuiltinError("empty search character");
        }
        return part;
    }

    private static RegoValue indexesOf(Call call) {
        var text = call.text(0);
        var part = needle(call);
        var found = new ArrayList<RegoValue>();
        int before = 0;
        int counted = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            Watchdog.check();
            before += text.codePointCount(counted, at);
            counted = at;
            found.add(Num.of(before));
        }
        return new Arr(found);
    }

    private static RegoValue splitN(Call call) {
        var text = call.text(0);
        var delimiter = call.text(1);
        var n = call.integer(2);
        if (n == 0) {
            return new Arr(List.of());
        }
        if (n < 0) {
            var parts = split(text, delimiter, Integer.MAX_VALUE);
            return Call.strings(parts.subList(Math.max(0, parts.size() + n), parts.size()));
        }
        var parts = split(text, delimiter, n == Integer.MAX_VALUE ? n : n + 1);
        return Call.strings(parts.subList(0, Math.min(n, parts.size())));
    }

    /** At most so many parts, of which the last has the rest; without a delimiter each character is a part. */
    static List<String> split(String text, String delimiter, int most) {
        var parts = new ArrayList<String>();
        int from = 0;
        while (parts.size() < most - 1) {
            var end = delimiter.isEmpty() ? nextCharacter(text, from) : text.indexOf(delimiter, from);
            if (end < 0 || (delimiter.isEmpty() && end >= text.length())) {
                break;
            }
            parts.add(text.substring(from, end));
            from = end + delimiter.length();
        }
        if (!delimiter.isEmpty() || from < text.length()) {
            parts.add(text.substring(from));
        }
        return parts;
    }

    private static int nextCharacter(String text, int from) {
        return from >= text.length() ? -1 : text.offsetByCodePoints(from, 1);
    }

    private static RegoValue formatInt(Call call) {
        var number = call.number(0);
        var base = call.number(1).text();
        var radix = switch (base) {
            case "2", "8", "10", "16" -> Integer.parseInt(base);
            default -> throw new BuiltinError("operand 2 must be one of {2, 8, 10, 16}");
        };
        BigDecimal value = number.bounded();
        return new Str(value.toBigInteger().toString(radix));
    }
}
