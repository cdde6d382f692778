package dev.sluice.gate.rego;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Rego value outside WebAssembly: JSON and sets. Its text is what OPA shows of it: Rego with Go's string literals. */
sealed interface RegoValue {
    /** As Rego orders values: by type, then by value; members of sets and keys of objects come in this order. */
    Comparator<RegoValue> ORDER = RegoValue::compare;

    /** What {@code opa_value_parse} reads. */
    default String notation() {
        return toString();
    }

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
        private static final long MAX_DIGITS = 100_000;

        BigDecimal value() {
            return new BigDecimal(text);
        }

        /** For arithmetic: an exponent that makes it too long to be written out is refused. */
        BigDecimal bounded() {
            var value = value();
            if (Math.abs((long) value.precision() - value.scale()) > MAX_DIGITS
                    || Math.abs((long) value.scale()) > MAX_DIGITS) {
                throw new BuiltinError("the number is too large");
            }
            return value;
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

    record Str(String value) implements RegoValue {
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
        public String notation() {
            return items.stream().map(RegoValue::notation).collect(Collectors.joining(",", "[", "]"));
        }

        @Override
        public String toString() {
            return items.stream().map(RegoValue::toString).collect(Collectors.joining(", ", "[", "]"));
        }
    }

    record Obj(Map<RegoValue, RegoValue> fields) implements RegoValue {
        @Override
        public String notation() {
            return fields.entrySet().stream()
                    .map(e -> e.getKey().notation() + ":" + e.getValue().notation())
                    .collect(Collectors.joining(",", "{", "}"));
        }

        @Override
        public String toString() {
            return fields.entrySet().stream()
                    .map(e -> e.getKey() + ": " + e.getValue())
                    .collect(Collectors.joining(", ", "{", "}"));
        }
    }

    record SetOf(List<RegoValue> items) implements RegoValue {
        @Override
        public String notation() {
            return items.isEmpty()
                    ? "set()"
                    : items.stream().map(RegoValue::notation).collect(Collectors.joining(",", "{", "}"));
        }

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
        return RegoReader.read(text);
    }
}
