package dev.sluice.gate.rego;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Bool;
import dev.sluice.gate.rego.RegoValue.Null;
import dev.sluice.gate.rego.RegoValue.Num;
import dev.sluice.gate.rego.RegoValue.Obj;
import dev.sluice.gate.rego.RegoValue.SetOf;
import dev.sluice.gate.rego.RegoValue.Str;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.TreeMap;

/** JSON as Go reads and writes it: numbers keep their text, keys are sorted, markup is escaped. */
final class GoJson {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int MAX_DEPTH = 200;
    private static final int MAX_RESULT = 4 * 1024 * 1024;

    private GoJson() {}

    static RegoValue parse(String text) {
        try (var parser = FACTORY.createParser(text)) {
            parser.nextToken();
            var value = value(parser, 0);
            if (parser.nextToken() != null) {
                throw new BuiltinError("invalid JSON: something follows");
            }
            return value;
        } catch (IOException e) {
            throw new BuiltinError("invalid JSON");
        }
    }

    private static RegoValue value(JsonParser parser, int depth) throws IOException {
        var token = parser.currentToken();
        if (token == null || depth > MAX_DEPTH) {
            throw new BuiltinError("invalid JSON");
        }
        return switch (token) {
            case START_OBJECT -> object(parser, depth);
            case START_ARRAY -> {
                var items = new ArrayList<RegoValue>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser, depth + 1));
                }
                yield new Arr(items);
            }
            case VALUE_STRING -> new Str(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Num(parser.getText());
            case VALUE_TRUE -> new Bool(true);
            case VALUE_FALSE -> new Bool(false);
            case VALUE_NULL -> new Null();
            default -> throw new BuiltinError("invalid JSON");
        };
    }

    private static Obj object(JsonParser parser, int depth) throws IOException {
        var fields = new TreeMap<RegoValue, RegoValue>(RegoValue.ORDER);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var key = new Str(parser.currentName());
            parser.nextToken();
            fields.put(key, value(parser, depth + 1));
        }
        return new Obj(fields);
    }

    static String write(RegoValue value) {
        var out = new StringBuilder();
        new Writer(out, null, "").write(value, 0);
        return out.toString();
    }

    /** @param prefix what begins each line but the first */
    static String write(RegoValue value, String prefix, String indent) {
        var out = new StringBuilder();
        new Writer(out, indent, prefix).write(value, 0);
        return out.toString();
    }

    private record Writer(
            StringBuilder out,
            @org.jspecify.annotations.Nullable String indent,
            String prefix) {
        void write(RegoValue value, int depth) {
            if (out.length() > MAX_RESULT) {
                throw new IllegalArgumentException("the JSON is too long");
            }
            switch (value) {
                case Null n -> out.append("null");
                case Bool b -> out.append(b.value());
                case Num n -> out.append(n.text());
                case Str s -> quote(out, s.value());
                case Arr a -> items(a.items(), depth);
                case SetOf s -> items(s.items(), depth);
                case Obj o -> fields(o, depth);
            }
        }

        private void items(Collection<RegoValue> items, int depth) {
            out.append('[');
            var separator = "";
            for (var item : items) {
                out.append(separator);
                line(depth + 1);
                write(item, depth + 1);
                separator = ",";
            }
            if (!items.isEmpty()) {
                line(depth);
            }
            out.append(']');
        }

        private void fields(Obj object, int depth) {
            var byName = new TreeMap<RegoValue, RegoValue>(RegoValue.ORDER);
            object.fields().forEach((k, v) -> byName.put(k instanceof Str ? k : new Str(GoJson.write(k)), v));
            out.append('{');
            var separator = "";
            for (var field : byName.entrySet()) {
                out.append(separator);
                line(depth + 1);
                quote(out, Call.text(field.getKey()));
                out.append(indent == null ? ":" : ": ");
                write(field.getValue(), depth + 1);
                separator = ",";
            }
            if (!byName.isEmpty()) {
                line(depth);
            }
            out.append('}');
        }

        private void line(int depth) {
            if (indent != null) {
                out.append('\n').append(prefix).repeat(indent, depth);
            }
        }
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029) {
                        out.append("\\u%04x".formatted(c));
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        out.append('"');
    }
}
