package dev.sluice.gate.rego;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A Rego value outside WebAssembly: JSON and sets. Its text is Rego's own notation. */
sealed interface RegoValue {

    record Null() implements RegoValue {
        @Override
        public String toString() {
            return "null";
        }
    }

    record Bool(boolean value) implements RegoValue {
        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /** @param text as written: Rego keeps numbers exactly */
    record Num(String text) implements RegoValue {
        BigDecimal value() {
            return new BigDecimal(text);
        }

        static Num of(long value) {
            return new Num(Long.toString(value));
        }

        @Override
        public String toString() {
            return text;
        }
    }

    record Str(String value) implements RegoValue {
        @Override
        public String toString() {
            return quote(value);
        }
    }

    record Arr(List<RegoValue> items) implements RegoValue {
        @Override
        public String toString() {
            return items.stream().map(RegoValue::toString).collect(Collectors.joining(", ", "[", "]"));
        }
    }

    record Obj(Map<RegoValue, RegoValue> fields) implements RegoValue {
        @Override
        public String toString() {
            return fields.entrySet().stream()
                    .map(e -> e.getKey() + ": " + e.getValue())
                    .collect(Collectors.joining(", ", "{", "}"));
        }
    }

    record SetOf(List<RegoValue> items) implements RegoValue {
        @Override
        public String toString() {
            return items.isEmpty()
                    ? "set()"
                    : items.stream().map(RegoValue::toString).collect(Collectors.joining(", ", "{", "}"));
        }
    }

    static RegoValue strings(Iterable<String> texts) {
        var items = new ArrayList<RegoValue>();
        texts.forEach(t -> items.add(new Str(t)));
        return new Arr(items);
    }

    /** A JSON string literal. */
    static String quote(String text) {
        var out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u%04x".formatted(c));
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.append('"').toString();
    }

    /** Reads what {@code opa_value_dump} writes. */
    static RegoValue parse(String text) {
        var reader = new Reader(text);
        var value = reader.value(0);
        reader.end();
        return value;
    }

    /** A recursive reader of Rego's notation for ground values. */
    final class Reader {
        private static final int MAX_DEPTH = 200;
        private final String text;
        private int at;

        private Reader(String text) {
            this.text = text;
        }

        private RegoValue value(int depth) {
            if (depth > MAX_DEPTH) {
                throw new IllegalArgumentException("a value is nested more than %d deep".formatted(MAX_DEPTH));
            }
            skip();
            return switch (peek()) {
                case '"' -> new Str(string());
                case '[' -> new Arr(items('[', ']', depth));
                case '{' -> braces(depth);
                case 't' -> word("true", new Bool(true));
                case 'f' -> word("false", new Bool(false));
                case 'n' -> word("null", new Null());
                case 's' -> word("set()", new SetOf(List.of()));
                default -> number();
            };
        }

        private RegoValue braces(int depth) {
            expect('{');
            var keys = new ArrayList<RegoValue>();
            var fields = new LinkedHashMap<RegoValue, RegoValue>();
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
            return keys.isEmpty() ? new Obj(fields) : new SetOf(keys);
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
            return new Num(text.substring(from, at));
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
}
