package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Str;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** {@code regex.*} and the quoting of globs. */
final class RegexBuiltins {
    static final Map<String, HostBuiltins.Builtin> ALL = Map.ofEntries(
            Map.entry(
                    "regex.is_valid",
                    call -> Call.bool(call.argument(0) instanceof Str text && GoRegex.isValid(text.value()))),
            Map.entry("regex.match", RegexBuiltins::match),
            Map.entry("re_match", RegexBuiltins::match),
            Map.entry("regex.find_n", RegexBuiltins::find),
            Map.entry("regex.find_all_string_submatch_n", RegexBuiltins::findGroups),
            Map.entry("regex.split", call -> {
                var text = call.text(1);
                return Call.strings(GoRegex.of(call.text(0)).split(text));
            }),
            Map.entry("regex.replace", RegexBuiltins::replace),
            Map.entry("regex.template_match", RegexBuiltins::matchTemplate),
            Map.entry("regex.globs_match", call -> Call.bool(GlobIntersection.isNonEmpty(call.text(0), call.text(1)))),
            Map.entry("glob.quote_meta", call -> new Str(quoteGlob(call.text(0)))));

    private RegexBuiltins() {}

    private static RegoValue match(Call call) {
        var text = call.text(1);
        return Call.bool(GoRegex.of(call.text(0)).finds(text));
    }

    private static RegoValue find(Call call) {
        var text = call.text(1);
        var most = call.integer(2);
        return Call.strings(GoRegex.of(call.text(0)).all(text, most).stream()
                .map(found -> found.group(text, 0))
                .toList());
    }

    private static RegoValue findGroups(Call call) {
        var text = call.text(1);
        var most = call.integer(2);
        var all = new ArrayList<RegoValue>();
        for (var found : GoRegex.of(call.text(0)).all(text, most)) {
            all.add(Call.strings(IntStream.range(0, found.groups())
                    .mapToObj(i -> found.group(text, i))
                    .toList()));
        }
        return new Arr(all);
    }

    private static RegoValue replace(Call call) {
        var text = call.text(0);
        var replacement = call.text(2);
        return new Str(GoRegex.of(call.text(1)).replaceAll(text, replacement));
    }

    private static RegoValue matchTemplate(Call call) {
        var template = call.text(0);
        var text = call.text(1);
        var start = delimiter(call, 2);
        var end = delimiter(call, 3);
        var pattern = new StringBuilder("^");
        int copied = 0;
        for (var place : delimited(template, start, end)) {
            var inner = template.substring(place.get(0) + 1, place.get(1));
            GoRegex.of("^" + inner + "$");
            pattern.append(GoRegex.quote(template.substring(copied, place.get(0))))
                    .append('(')
                    .append(inner)
                    .append(')');
            copied = place.get(1) + 1;
        }
        pattern.append(GoRegex.quote(template.substring(copied))).append('$');
        return Call.bool(GoRegex.of(pattern.toString()).finds(text));
    }

    private static char delimiter(Call call, int index) {
        var text = call.text(index);
        if (text.length() != 1 || text.charAt(0) > 0x7F) {
            throw new BuiltinError("delimiter has to be exactly one character long");
        }
        return text.charAt(0);
    }

    private static List<List<Integer>> delimited(String template, char start, char end) {
        var places = new ArrayList<List<Integer>>();
        int level = 0;
        int opened = 0;
        for (int i = 0; i < template.length(); i++) {
            if (template.charAt(i) == start) {
                level++;
                opened = level == 1 ? i : opened;
            } else if (template.charAt(i) == end) {
                level--;
                if (level == 0) {
                    places.add(List.of(opened, i));
                }
            }
            if (level < 0) {
                break;
            }
        }
        if (level != 0) {
            throw new BuiltinError("unbalanced braces in " + GoText.quote(template));
        }
        return places;
    }

    private static String quoteGlob(String text) {
        var out = new StringBuilder();
        text.chars().forEach(c -> {
            if ("*?\\[]{}".indexOf(c) >= 0) {
                out.append('\\');
            }
            out.append((char) c);
        });
        return out.toString();
    }
}
