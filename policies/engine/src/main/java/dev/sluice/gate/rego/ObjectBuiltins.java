package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Bool;
import dev.sluice.gate.rego.RegoValue.Null;
import dev.sluice.gate.rego.RegoValue.Num;
import dev.sluice.gate.rego.RegoValue.Obj;
import dev.sluice.gate.rego.RegoValue.SetOf;
import dev.sluice.gate.rego.RegoValue.Str;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Functions on objects, sets, arrays and graphs. */
final class ObjectBuiltins {
    static final Map<String, HostBuiltins.Builtin> ALL = Map.ofEntries(
            Map.entry("object.subset", call -> new Bool(isSubset(call.argument(0), call.argument(1)))),
            Map.entry("graph.reachable_paths", ObjectBuiltins::reachablePaths),
            Map.entry("cast_array", call -> new Arr(call.members(0))),
            Map.entry("cast_set", ObjectBuiltins::castSet),
            Map.entry("cast_string", call -> new Str(call.text(0))),
            Map.entry("cast_boolean", call -> kept(call, call.argument(0) instanceof Bool)),
            Map.entry("cast_null", call -> kept(call, call.argument(0) instanceof Null)),
            Map.entry("cast_object", call -> call.object(0)));

    private static final int MAX_PATHS = 100_000;

    private ObjectBuiltins() {}

    private static RegoValue kept(Call call, boolean fits) {
        if (!fits) {
            throw new BuiltinError("operand 1 is of the wrong type");
        }
        return call.argument(0);
    }

    private static RegoValue castSet(Call call) {
        var members = new TreeSet<>(RegoValue.ORDER);
        members.addAll(call.members(0));
        return new SetOf(List.copyOf(members));
    }

    private static boolean isSubset(RegoValue whole, RegoValue part) {
        if (whole instanceof Arr array && part instanceof SetOf set) {
            return hasAll(array.items(), set.items());
        }
        return sameKind(whole, part)
                .orElseThrow(() ->
                        new BuiltinError("both arguments object.subset must be of the same type or array and set"));
    }

    private static java.util.Optional<Boolean> sameKind(RegoValue whole, RegoValue part) {
        if (whole instanceof Obj a && part instanceof Obj b) {
            return java.util.Optional.of(isSubset(a, b));
        }
        if (whole instanceof SetOf a && part instanceof SetOf b) {
            var members = new TreeSet<>(RegoValue.ORDER);
            members.addAll(a.items());
            return java.util.Optional.of(members.containsAll(b.items()));
        }
        if (whole instanceof Arr a && part instanceof Arr b) {
            return java.util.Optional.of(isRun(a.items(), b.items()));
        }
        return java.util.Optional.empty();
    }

    private static boolean isSubset(Obj whole, Obj part) {
        Watchdog.check();
        return part.fields().entrySet().stream().allMatch(field -> {
            var there = whole.fields().get(field.getKey());
            return there != null
                    && (RegoValue.ORDER.compare(there, field.getValue()) == 0
                            || sameKind(there, field.getValue()).orElse(false));
        });
    }

    /** As OPA's search: what failed half-way is gone on with after it, not from its second element. */
    private static boolean isRun(List<RegoValue> whole, List<RegoValue> part) {
        int at = 0;
        int matched = 0;
        if (part.size() > whole.size()) {
            return false;
        }
        while (matched < part.size()) {
            Watchdog.check();
            if (at + matched == whole.size()) {
                return false;
            }
            if (RegoValue.ORDER.compare(whole.get(at + matched), part.get(matched)) == 0) {
                matched++;
            } else {
                at++;
                matched = 0;
            }
        }
        return true;
    }

    /** Counts what is met, twice when it is there twice, as OPA does. */
    private static boolean hasAll(List<RegoValue> whole, List<RegoValue> part) {
        var members = new TreeSet<>(RegoValue.ORDER);
        members.addAll(part);
        int unmatched = members.size();
        for (var item : whole) {
            if (members.contains(item)) {
                unmatched--;
            }
            if (unmatched == 0) {
                return true;
            }
        }
        return false;
    }

    private static RegoValue reachablePaths(Call call) {
        var graph = call.object(0);
        var paths = new TreeSet<>(RegoValue.ORDER);
        for (var node : call.members(1)) {
            var edges = graph.fields().get(node);
            if (edges == null) {
                continue;
            }
            var neighbours = neighbours(edges);
            if (neighbours.isEmpty()) {
                paths.add(new Arr(List.of(node)));
            }
            var reached = new TreeSet<>(RegoValue.ORDER);
            reached.add(node);
            neighbours.forEach(n -> follow(graph, n, List.of(node), paths, reached));
        }
        return new SetOf(List.copyOf(paths));
    }

    private static List<RegoValue> neighbours(RegoValue edges) {
        return edges instanceof Arr || edges instanceof SetOf ? Call.members(edges) : List.of();
    }

    private static void follow(
            Obj graph, RegoValue node, List<RegoValue> path, Set<RegoValue> paths, Set<RegoValue> reached) {
        Watchdog.check();
        if (paths.size() > MAX_PATHS) {
            throw new BuiltinError("graph.reachable_paths: there are more than %d paths".formatted(MAX_PATHS));
        }
        var edges = graph.fields().get(node);
        if (edges == null) {
            paths.add(new Arr(path));
            return;
        }
        var longer = new ArrayList<>(path);
        longer.add(node);
        var neighbours = neighbours(edges);
        if (neighbours.isEmpty()) {
            paths.add(new Arr(longer));
            return;
        }
        var seen = new TreeSet<>(RegoValue.ORDER);
        seen.addAll(reached);
        seen.add(node);
        for (var neighbour : neighbours) {
            if (seen.contains(neighbour)) {
                paths.add(new Arr(longer));
            } else {
                follow(graph, neighbour, longer, paths, seen);
            }
        }
    }

    /** An object of strings as keys. */
    static Obj object(Map<String, RegoValue> fields) {
        var sorted = new TreeMap<RegoValue, RegoValue>(RegoValue.ORDER);
        fields.forEach((k, v) -> sorted.put(new Str(k), v));
        return new Obj(sorted);
    }

    static Num number(long value) {
        return Num.of(value);
    }
}
