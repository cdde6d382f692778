package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Bool;
import dev.sluice.gate.rego.RegoValue.Null;
import dev.sluice.gate.rego.RegoValue.Num;
import dev.sluice.gate.rego.RegoValue.Obj;
import dev.sluice.gate.rego.RegoValue.SetOf;
import dev.sluice.gate.rego.RegoValue.Str;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code json.patch}, {@code json.marshal} and {@code json.marshal_with_options}. */
final class JsonBuiltins {
    static final Map<String, HostBuiltins.Builtin> ALL = Map.of(
            "json.patch", JsonBuiltins::patch,
            "json.marshal", call -> new Str(GoJson.write(call.argument(0))),
            "json.marshal_with_options", JsonBuiltins::marshal);

    private JsonBuiltins() {}

    private static RegoValue marshal(Call call) {
        var prefix = "";
        var indent = "\t";
        var implied = false;
        @Nullable Boolean pretty = null;
        for (var option : call.object(1).fields().entrySet()) {
            switch (Call.text(option.getKey())) {
                case "prefix" -> {
                    prefix = Call.text(option.getValue());
                    implied = true;
                }
                case "indent" -> {
                    indent = Call.text(option.getValue());
                    implied = true;
                }
                case "pretty" -> {
                    if (!(option.getValue() instanceof Bool wanted)) {
                        throw new BuiltinError("operand 2 key pretty failed cast to bool");
                    }
                    pretty = wanted.value();
                }
                default -> throw new BuiltinError("operand 2 object contained unknown key " + option.getKey());
            }
        }
        var lines = pretty == null ? implied : pretty;
        return new Str(
                lines ? prefix + GoJson.write(call.argument(0), prefix, indent) : GoJson.write(call.argument(0)));
    }

    private static RegoValue patch(Call call) {
        var value = call.argument(0);
        @Nullable RegoValue patched = value;
        for (var operation : call.array(1)) {
            Watchdog.check();
            if (!(operation instanceof Obj fields)) {
                throw new BuiltinError("must be an array of JSON-Patch objects");
            }
            patched = patch(patched, fields);
        }
        if (patched == null) {
            throw new BuiltinError("nothing is left");
        }
        return patched;
    }

    private static @Nullable RegoValue patch(@Nullable RegoValue value, Obj operation) {
        var path = path(attribute(operation, "path"));
        return switch (Call.text(attribute(operation, "op"))) {
            case "add" -> insert(value, path, attribute(operation, "value"));
            case "remove" -> delete(value, path);
            case "replace" -> insert(delete(value, path), path, attribute(operation, "value"));
            case "move" -> {
                var from = path(attribute(operation, "from"));
                yield insert(delete(value, from), path, find(value, from));
            }
            case "copy" -> insert(value, path, find(value, path(attribute(operation, "from"))));
            case "test" -> {
                if (RegoValue.ORDER.compare(find(value, path), attribute(operation, "value")) != 0) {
                    throw new BuiltinError("value from EditTree != patch value");
                }
                yield value;
            }
            default -> throw new BuiltinError("unrecognized op: " + attribute(operation, "op"));
        };
    }

    private static RegoValue attribute(Obj operation, String name) {
        var value = operation.fields().get(new Str(name));
        if (value == null) {
            throw new BuiltinError("missing required attribute '%s'".formatted(name));
        }
        return value;
    }

    /** A JSON pointer, with or without slashes before it, or its parts. */
    private static List<RegoValue> path(RegoValue path) {
        return switch (path) {
            case Arr parts -> parts.items();
            case Str(var text) when text.isEmpty() -> List.of();
            case Str(var text) ->
                Arrays.stream(text.replaceFirst("^/++", "").split("/", -1))
                        .map(part -> (RegoValue) new Str(part.replace("~1", "/").replace("~0", "~")))
                        .toList();
            default ->
                throw new BuiltinError(
                        "operand 2 must be one of {set, array} containing string paths or array of path segments");
        };
    }

    private static RegoValue find(@Nullable RegoValue value, List<RegoValue> path) {
        var at = value;
        for (var key : path) {
            at = child(at, key);
        }
        if (at == null) {
            throw new BuiltinError("nil value encountered");
        }
        return at;
    }

    private static RegoValue child(@Nullable RegoValue value, RegoValue key) {
        var child = switch (value) {
            case Obj object -> object.fields().get(key);
            case SetOf set -> contains(set, key) ? key : null;
            case Arr array -> {
                var index = index(array, key);
                yield index < array.items().size() ? array.items().get(index) : null;
            }
            case null, default -> null;
        };
        if (child == null) {
            throw new BuiltinError("path %s does not exist".formatted(key));
        }
        return child;
    }

    private static boolean contains(SetOf set, RegoValue key) {
        return set.items().stream().anyMatch(i -> RegoValue.ORDER.compare(i, key) == 0);
    }

    private interface Edit {
        @Nullable
        RegoValue at(@Nullable RegoValue parent, RegoValue key);
    }

    /** Rebuilds what lies on the way to a place. */
    private static @Nullable RegoValue edit(@Nullable RegoValue value, List<RegoValue> path, Edit edit) {
        var key = path.getFirst();
        if (path.size() == 1) {
            return edit.at(value, key);
        }
        var child = edit(child(value, key), path.subList(1, path.size()), edit);
        return with(value, key, java.util.Objects.requireNonNull(child));
    }

    private static @Nullable RegoValue with(@Nullable RegoValue value, RegoValue key, RegoValue child) {
        return switch (value) {
            case Obj object -> {
                var fields = fields(object);
                fields.put(key, child);
                yield new Obj(fields);
            }
            case SetOf set -> {
                var items = new TreeSet<>(RegoValue.ORDER);
                items.addAll(set.items());
                items.remove(key);
                items.add(child);
                yield new SetOf(List.copyOf(items));
            }
            case Arr array -> {
                var items = new ArrayList<>(array.items());
                items.set(index(array, key), child);
                yield new Arr(items);
            }
            case null, default -> value;
        };
    }

    /** A copy that may be changed. */
    private static Map<RegoValue, RegoValue> fields(Obj object) {
        var fields = new TreeMap<RegoValue, RegoValue>(RegoValue.ORDER);
        fields.putAll(object.fields());
        return fields;
    }

    private static @Nullable RegoValue insert(@Nullable RegoValue value, List<RegoValue> path, RegoValue inserted) {
        return path.isEmpty() ? inserted : edit(value, path, (parent, key) -> inserted(parent, key, inserted));
    }

    private static RegoValue inserted(@Nullable RegoValue parent, RegoValue key, RegoValue inserted) {
        return switch (parent) {
            case Obj object -> {
                var fields = fields(object);
                fields.put(key, inserted);
                yield new Obj(fields);
            }
            case SetOf set -> {
                if (RegoValue.ORDER.compare(key, inserted) != 0) {
                    throw new BuiltinError(
                            "set key %s does not equal value to be inserted %s".formatted(key, inserted));
                }
                var items = new TreeSet<>(RegoValue.ORDER);
                items.addAll(set.items());
                items.add(inserted);
                yield new SetOf(List.copyOf(items));
            }
            case Arr array -> {
                var items = new ArrayList<>(array.items());
                items.add(index(array, key), inserted);
                yield new Arr(items);
            }
            case null, default -> throw new BuiltinError("expected composite type");
        };
    }

    private static @Nullable RegoValue delete(@Nullable RegoValue value, List<RegoValue> path) {
        if (path.isEmpty()) {
            if (value == null) {
                throw new BuiltinError("deleted node encountered during delete operation");
            }
            return null;
        }
        return edit(value, path, JsonBuiltins::deleted);
    }

    private static RegoValue deleted(@Nullable RegoValue parent, RegoValue key) {
        child(parent, key);
        return switch (parent) {
            case Obj object -> {
                var fields = fields(object);
                fields.remove(key);
                yield new Obj(fields);
            }
            case SetOf set ->
                new SetOf(set.items().stream()
                        .filter(i -> RegoValue.ORDER.compare(i, key) != 0)
                        .toList());
            case Arr array -> {
                var items = new ArrayList<>(array.items());
                items.remove(index(array, key));
                yield new Arr(items);
            }
            case null, default -> throw new BuiltinError("expected composite type");
        };
    }

    /** Up to the length, which is the place behind the last. */
    private static int index(Arr array, RegoValue key) {
        var text = switch (key) {
            case Num n -> n.text();
            case Str(var s) when s.equals("-") -> Integer.toString(array.items().size());
            case Str(var s)
            when s.length() > 1 && s.startsWith("0") ->
                throw new BuiltinError("leading zeros are not allowed in JSON paths");
            case Str(var s) -> s;
            case Null n -> "";
            case Bool b -> "";
            case Arr a -> "";
            case Obj o -> "";
            case SetOf s -> "";
        };
        try {
            var index = Integer.parseInt(text);
            if (index >= 0 && index <= array.items().size()) {
                return index;
            }
        } catch (NumberFormatException e) {
            throw new BuiltinError("invalid index " + key);
        }
        throw new BuiltinError("index out of bounds");
    }
}
