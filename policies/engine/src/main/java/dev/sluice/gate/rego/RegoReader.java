package dev.sluice.gate.rego;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A recursive reader of Rego's notation for ground values. */
final class RegoReader {
    private static final int MAX_DEPTH = 200;
    private final String text;
    private int at;

    private RegoReader(String text) {
        this.text = text;
    }

    static RegoValue read(String text) {
        var reader = new RegoReader(text);
        var value = reader.value(0);
        reader.end();
        return value;
    }

    private RegoValue value(int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("a value is nested more than %d deep".formatted(MAX_DEPTH));
        }
        skip();
        return switch (peek()) {
            case '"' -> new RegoValue.Str(string());
            case '[' -> new RegoValue.Arr(items('[', ']', depth));
            case '{' -> braces(depth);
            case 't' -> word("true", new RegoValue.Bool(true));
            case 'f' -> word("false", new RegoValue.Bool(false));
            case 'n' -> word("null", new RegoValue.Null());
            case 's' -> word("set()", new RegoValue.SetOf(List.of()));
            default -> number();
        };
    }

    private RegoValue braces(int depth) {
        expect('{');
        var keys = new ArrayList<RegoValue>();
        var fields = new TreeMap<RegoValue, RegoValue>(RegoValue.ORDER);
        skip();
        while (peek() != '}') {
            var key = value(depth + 1);
            skip();
            if (peek() == ':') {
                at++;
                fields.put(key, value(depth + 1));
            } else {
                keys.add(key);
            }
            comma('}');
        }
        expect('}');
        // WebAssembly tells them in the order of its hash table.
        keys.sort(RegoValue.ORDER);
        return keys.isEmpty() ? new RegoValue.Obj(fields) : new RegoValue.SetOf(keys);
    }

    private List<RegoValue> items(char open, char close, int depth) {
        expect(open);
        var items = new ArrayList<RegoValue>();
        skip();
        while (peek() != close) {
            items.add(value(depth + 1));
            comma(close);
        }
        expect(close);
        return items;
    }

    private void comma(char close) {
        skip();
        if (peek() != close) {
            expect(',');
            skip();
        }
    }

    private String string() {
        expect('"');
        var out = new StringBuilder();
        while (peek() != '"') {
            var c = text.charAt(at++);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            var escaped = text.charAt(at++);
            switch (escaped) {
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'u' -> {
                    out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                    at += 4;
                }
                default -> out.append(escaped);
            }
        }
        expect('"');
        return out.toString();
    }

    private RegoValue number() {
        var from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (from == at) {
            throw unreadable();
        }
        return new RegoValue.Num(text.substring(from, at));
    }

    private RegoValue word(String word, RegoValue value) {
        if (!text.startsWith(word, at)) {
            throw unreadable();
        }
        at += word.length();
        return value;
    }

    private void skip() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw unreadable();
        }
        return text.charAt(at);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw unreadable();
        }
        at++;
    }

    private void end() {
        skip();
        if (at < text.length()) {
            throw unreadable();
        }
    }

    private IllegalArgumentException unreadable() {
        return new IllegalArgumentException("a Rego value cannot be read at character " + at);
    }
}
