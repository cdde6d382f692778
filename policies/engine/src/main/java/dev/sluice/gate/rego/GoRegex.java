package dev.sluice.gate.rego;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Regular expressions of Go, in time linear in their text. Those that were used last are kept compiled. */
final class GoRegex {
    private static final int MAX_KEPT = 256;
    private static final int MAX_EXPRESSION = 16_384;
    private static final int MAX_RESULT = 4 * 1024 * 1024;

    private static final Map<String, GoRegex> KEPT = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, GoRegex> eldest) {
            return size() > MAX_KEPT;
        }
    };

    private final String expression;
    private final Pattern pattern;

    private GoRegex(String expression) {
        this.expression = expression;
        this.pattern = Pattern.compile(expression);
    }

    static GoRegex of(String expression) {
        synchronized (KEPT) {
            var kept = KEPT.get(expression);
            if (kept != null) {
                return kept;
            }
        }
        if (expression.length() > MAX_EXPRESSION) {
            throw new BuiltinError("the regular expression is longer than %d characters".formatted(MAX_EXPRESSION));
        }
        try {
            var made = new GoRegex(expression);
            synchronized (KEPT) {
                KEPT.put(expression, made);
            }
            return made;
        } catch (PatternSyntaxException e) {
            throw new BuiltinError("error parsing regexp: " + e.getMessage());
        }
    }

    static boolean isValid(String expression) {
        try {
            of(expression);
            return true;
        } catch (BuiltinError e) {
            return false;
        }
    }

    boolean finds(String text) {
        return pattern.matcher(text).find();
    }

    /** One match: where each group begins and ends, -1 where it took no part. */
    record Found(List<Integer> places) {
        int start() {
            return places.get(0);
        }

        int end() {
            return places.get(1);
        }

        String group(String text, int index) {
            var from = index * 2 < places.size() ? places.get(index * 2) : -1;
            return from < 0 ? "" : text.substring(from, places.get(index * 2 + 1));
        }

        int groups() {
            return places.size() / 2;
        }
    }

    /** All matches from the left, or at most so many; an empty one beside the one before does not count. */
    List<Found> all(String text, int most) {
        var all = new ArrayList<Found>();
        var matcher = pattern.matcher(text);
        int before = -1;
        for (int at = 0; at <= text.length() && (most < 0 || all.size() < most) && matcher.find(at); ) {
            Watchdog.check();
            var accepted = matcher.end() > at || matcher.start() != before;
            at = matcher.end() > at
                    ? matcher.end()
                    : at < text.length() ? text.offsetByCodePoints(at, 1) : text.length() + 1;
            before = matcher.end();
            if (accepted) {
                all.add(found(matcher));
            }
        }
        return all;
    }

    private static Found found(Matcher matcher) {
        var places = new ArrayList<Integer>();
        for (int group = 0; group <= matcher.groupCount(); group++) {
            places.add(matcher.start(group));
            places.add(matcher.end(group));
        }
        return new Found(places);
    }

    List<String> split(String text) {
        if (!expression.isEmpty() && text.isEmpty()) {
            return List.of("");
        }
        var parts = new ArrayList<String>();
        int from = 0;
        int end = 0;
        for (var found : all(text, -1)) {
            end = found.start();
            if (found.end() != 0) {
                parts.add(text.substring(from, end));
            }
            from = found.end();
        }
        if (end != text.length()) {
            parts.add(text.substring(from));
        }
        return parts;
    }

    /** With {@code $1}, {@code ${name}} and {@code $$} in the replacement. */
    String replaceAll(String text, String replacement) {
        var out = new StringBuilder();
        int copied = 0;
        for (var found : all(text, -1)) {
            out.append(text, copied, found.start());
            expand(out, replacement, text, found);
            copied = found.end();
            if (out.length() > MAX_RESULT) {
                throw new IllegalArgumentException("regex.replace: the result is too long");
            }
        }
        return out.append(text, copied, text.length()).toString();
    }

    private void expand(StringBuilder out, String template, String text, Found found) {
        int at = 0;
        for (int dollar = template.indexOf('$'); dollar >= 0; dollar = template.indexOf('$', at)) {
            out.append(template, at, dollar);
            at = dollar + 1;
            if (at < template.length() && template.charAt(at) == '$') {
                out.append('$');
                at++;
                continue;
            }
            var braced = at < template.length() && template.charAt(at) == '{';
            int from = braced ? at + 1 : at;
            int end = from;
            while (end < template.length() && isWord(template.codePointAt(end))) {
                end += Character.charCount(template.codePointAt(end));
            }
            if (end == from || (braced && (end >= template.length() || template.charAt(end) != '}'))) {
                // Malformed: the dollar stands for itself.
                out.append('$');
                continue;
            }
            at = braced ? end + 1 : end;
            out.append(found.group(text, group(template.substring(from, end), found)));
        }
        out.append(template, at, template.length());
    }

    private static boolean isWord(int c) {
        return c == '_' || Character.isLetter(c) || Character.isDigit(c);
    }

    /** A number too large for a group is a group that took no part. */
    private int group(String name, Found found) {
        if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return name.length() > 8 || (name.length() > 1 && name.startsWith("0"))
                    ? found.groups()
                    : Integer.parseInt(name);
        }
        return pattern.namedGroups().getOrDefault(name, found.groups());
    }

    static String quote(String text) {
        var out = new StringBuilder();
        text.chars().forEach(c -> {
            if ("\\.+*?()|[]{}^$".indexOf(c) >= 0) {
                out.append('\\');
            }
            out.append((char) c);
        });
        return out.toString();
    }
}
