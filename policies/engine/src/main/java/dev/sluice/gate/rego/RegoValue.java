package dev.sluice.gate.rego;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Rego value outside WebAssembly: JSON and sets. Its text is what OPA shows of it: Rego with Go's string literals. */
sealed interface RegoValue {
    /** As Rego orders values: by type, then by value; members of sets and keys of objects come in this order. */
    Comparator<RegoValue> ORDER = RegoValue::compare;

    /** What functions of the host answer. */
    sealed interface Scalar extends RegoValue {
        /** What {@code opa_value_parse} reads. */
        default String notation() {
            return toString();
        }
    }

    record Null() implements RegoValue {
        @Override
        public String toString() {
            return "null";
        }
    }

    record Bool(boolean value) implements Scalar {
        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /** @param text as written: Rego keeps numbers exactly */
    record Num(String text) implements Scalar {
        BigDecimal value() {
            return new BigDecimal(text);
        }

        /** By its text, as in OPA: 1.0 is not one. */
        boolean isInteger() {
            return text.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
        }

        static Num of(long value) {
            return new Num(Long.toString(value));
        }

        @Override
        public String toString() {
            return text;
        }
    }

    record Str(String value) implements Scalar {
        @Override
        public String notation() {
            return quote(value);
        }

        @Override
        public String toString() {
            return GoText.quote(value);
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

    private static int compare(RegoValue a, RegoValue b) {
        if (a instanceof Num x && b instanceof Num y) {
            return x.value().compareTo(y.value());
        }
        if (a instanceof Str x && b instanceof Str y) {
            return Arrays.compare(
                    x.value().codePoints().toArray(), y.value().codePoints().toArray());
        }
        return a.rank() == b.rank() ? compare(a.parts(), b.parts()) : Integer.compare(a.rank(), b.rank());
    }

    private static int compare(List<RegoValue> a, List<RegoValue> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            var step = compare(a.get(i), b.get(i));
            if (step != 0) {
                return step;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private int rank() {
        return switch (this) {
            case Null n -> 0;
            case Bool b -> b.value() ? 2 : 1;
            case Num n -> 3;
            case Str s -> 4;
            case Arr a -> 5;
            case Obj o -> 6;
            case SetOf s -> 7;
        };
    }

    /** What a composite is compared by. */
    private List<RegoValue> parts() {
        return switch (this) {
            case Arr array -> array.items();
            case SetOf set -> set.items();
            case Obj object ->
                object.fields().entrySet().stream()
                        .flatMap(e -> Stream.of(e.getKey(), e.getValue()))
                        .toList();
            case Null n -> List.of();
            case Bool b -> List.of();
            case Num n -> List.of();
            case Str s -> List.of();
        };
    }

    /** A JSON string literal. */
    private static String quote(String text) {
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
            var fields = new TreeMap<RegoValue, RegoValue>(ORDER);
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
            keys.sort(ORDER);
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
