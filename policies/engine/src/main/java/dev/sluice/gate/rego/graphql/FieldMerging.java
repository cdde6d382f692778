package dev.sluice.gate.rego.graphql;

import static dev.sluice.gate.rego.graphql.QueryRules.breach;

import dev.sluice.gate.rego.graphql.Ast.Argument;
import dev.sluice.gate.rego.graphql.Ast.ChildValue;
import dev.sluice.gate.rego.graphql.Ast.Definition;
import dev.sluice.gate.rego.graphql.Ast.Field;
import dev.sluice.gate.rego.graphql.Ast.FieldDefinition;
import dev.sluice.gate.rego.graphql.Ast.FragmentSpread;
import dev.sluice.gate.rego.graphql.Ast.InlineFragment;
import dev.sluice.gate.rego.graphql.Ast.Kind;
import dev.sluice.gate.rego.graphql.Ast.QueryDocument;
import dev.sluice.gate.rego.graphql.Ast.Selection;
import dev.sluice.gate.rego.graphql.Ast.Type;
import dev.sluice.gate.rego.graphql.Ast.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Fields that are answered under one name must be one and the same. Works on what the walk through the query has found,
 * when it is known that no fragment leads to itself.
 */
final class FieldMerging {
    private final Schema schema;
    private final QueryDocument document;
    private final Runnable tick;
    private final IdentityHashMap<Field, Found> found = new IdentityHashMap<>();

    /** Pairs of fragments, and whether they were compared as such that exclude each other. */
    private final Map<Set<String>, Boolean> comparedPairs = new HashMap<>();

    private Set<String> comparedFragments = new HashSet<>();

    FieldMerging(Schema schema, QueryDocument document, Runnable tick) {
        this.schema = schema;
        this.document = document;
        this.tick = tick;
    }

    private record Found(
            @Nullable Definition parent, @Nullable FieldDefinition definition) {}

    void found(Field field, @Nullable Definition parent, @Nullable FieldDefinition definition) {
        found.put(field, new Found(parent, definition));
    }

    void check() {
        document.operations().forEach(o -> all(o.selectionSet()));
        document.fragments().forEach(f -> all(f.selectionSet()));
    }

    /** A set of selections and those inside it. */
    private void all(List<Selection> selections) {
        within(selections);
        for (var selection : selections) {
            switch (selection) {
                case Field field -> all(field.selectionSet());
                case InlineFragment fragment -> all(fragment.selectionSet());
                case FragmentSpread spread -> {}
            }
        }
    }

    /**
     * @param fields by the name under which they are answered
     * @param spreads names of fragments
     */
    private record Collected(LinkedHashMap<String, List<Field>> fields, List<String> spreads) {}

    private static Collected collect(List<Selection> selections) {
        var collected = new Collected(new LinkedHashMap<>(), new ArrayList<>());
        collect(selections, collected);
        return collected;
    }

    private static void collect(List<Selection> selections, Collected into) {
        for (var selection : selections) {
            switch (selection) {
                case Field field ->
                    into.fields()
                            .computeIfAbsent(field.responseName(), n -> new ArrayList<>())
                            .add(field);
                case InlineFragment fragment -> collect(fragment.selectionSet(), into);
                case FragmentSpread spread -> into.spreads().add(spread.name());
            }
        }
    }

    private @Nullable Collected fragment(String name) {
        var fragment = document.fragment(name);
        return fragment == null ? null : collect(fragment.selectionSet());
    }

    private void within(List<Selection> selections) {
        var collected = collect(selections);
        for (var fields : collected.fields().values()) {
            for (int i = 0; i < fields.size(); i++) {
                for (int j = i + 1; j < fields.size(); j++) {
                    compare(false, fields.get(i), fields.get(j));
                }
            }
        }
        comparedFragments = new HashSet<>();
        var spreads = collected.spreads();
        for (int i = 0; i < spreads.size(); i++) {
            fieldsAndFragment(false, collected, spreads.get(i));
            for (int j = i + 1; j < spreads.size(); j++) {
                fragments(false, spreads.get(i), spreads.get(j));
            }
        }
    }

    private void fieldsAndFragment(boolean exclusive, Collected fields, String name) {
        tick.run();
        var other = fragment(name);
        if (!comparedFragments.add(name) || other == null || isSame(fields, other)) {
            return;
        }
        between(exclusive, fields, other);
        other.spreads().forEach(spread -> fieldsAndFragment(exclusive, fields, spread));
    }

    /** A fragment is not compared to itself. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Collected a, Collected b) {
        if (!a.fields().sequencedKeySet().equals(b.fields().sequencedKeySet())) {
            return false;
        }
        return a.fields().entrySet().stream().allMatch(e -> {
            var others = b.fields().getOrDefault(e.getKey(), List.of());
            return others.size() == e.getValue().size()
                    && IntStream.range(0, others.size())
                            .allMatch(i -> others.get(i) == e.getValue().get(i));
        });
    }

    private void fragments(boolean exclusive, String a, String b) {
        tick.run();
        if (a.equals(b)) {
            return;
        }
        // Compared as such that may come together is compared for both.
        var before = comparedPairs.get(Set.of(a, b));
        if (before != null && (exclusive || !before)) {
            return;
        }
        comparedPairs.put(Set.of(a, b), exclusive);
        var first = fragment(a);
        var second = fragment(b);
        if (first == null || second == null) {
            return;
        }
        between(exclusive, first, second);
        second.spreads().forEach(spread -> fragments(exclusive, a, spread));
        first.spreads().forEach(spread -> fragments(exclusive, spread, b));
    }

    private void between(boolean exclusive, Collected a, Collected b) {
        a.fields().forEach((name, fields) -> {
            var others = b.fields().getOrDefault(name, List.of());
            for (var field : fields) {
                others.forEach(other -> compare(exclusive, field, other));
            }
        });
    }

    /** @param exclusive whether no object has both */
    private void compare(boolean exclusive, Field a, Field b) {
        tick.run();
        var first = found.get(a);
        var second = found.get(b);
        if (first == null || second == null || first.parent() == null || second.parent() == null) {
            return;
        }
        var apart = exclusive
                || (!first.parent().name().equals(second.parent().name())
                        && first.parent().is(Ast.OBJECT)
                        && second.parent().is(Ast.OBJECT)
                        && first.definition() != null
                        && second.definition() != null);
        if (!apart && !a.name().equals(b.name())) {
            throw conflict(a, "\"%s\" and \"%s\" are different fields".formatted(a.name(), b.name()));
        }
        if (!apart && !sameArguments(a.arguments(), b.arguments())) {
            throw conflict(a, "they have differing arguments");
        }
        if (first.definition() != null
                && second.definition() != null
                && conflict(first.definition().type(), second.definition().type())) {
            throw conflict(
                    a,
                    "they return conflicting types \"%s\" and \"%s\""
                            .formatted(
                                    first.definition().type(),
                                    second.definition().type()));
        }
        inside(apart, collect(a.selectionSet()), collect(b.selectionSet()));
    }

    private static GraphqlException conflict(Field field, String why) {
        return breach(
                "Fields \"%s\" conflict because %s. Use different aliases on the fields to fetch both if this was"
                        + " intentional.",
                field.responseName(), why);
    }

    private void inside(boolean exclusive, Collected a, Collected b) {
        between(exclusive, a, b);
        for (var spread : b.spreads()) {
            comparedFragments = new HashSet<>();
            fieldsAndFragment(exclusive, a, spread);
        }
        for (var spread : a.spreads()) {
            comparedFragments = new HashSet<>();
            fieldsAndFragment(exclusive, b, spread);
        }
        for (var first : a.spreads()) {
            b.spreads().forEach(second -> fragments(exclusive, first, second));
        }
    }

    private static boolean sameArguments(List<Argument> a, List<Argument> b) {
        return a.size() == b.size()
                && a.stream()
                        .allMatch(one -> b.stream()
                                .anyMatch(
                                        other -> one.name().equals(other.name()) && same(one.value(), other.value())));
    }

    private static boolean same(Value a, Value b) {
        if (a.kind() != b.kind()
                || !a.raw().equals(b.raw())
                || a.children().size() != b.children().size()) {
            return false;
        }
        var first = ordered(a);
        var second = ordered(b);
        for (int i = 0; i < first.size(); i++) {
            if (!first.get(i).name().equals(second.get(i).name())
                    || !same(first.get(i).value(), second.get(i).value())) {
                return false;
            }
        }
        return true;
    }

    /** Of an object the order means nothing. */
    private static List<ChildValue> ordered(Value value) {
        return value.is(Kind.OBJECT)
                ? value.children().stream()
                        .sorted(Comparator.comparing(ChildValue::name))
                        .toList()
                : value.children();
    }

    private boolean conflict(Type a, Type b) {
        if (a.elem() != null && b.elem() != null) {
            return conflict(a.elem(), b.elem());
        }
        if (a.elem() != null || b.elem() != null || a.nonNull() != b.nonNull()) {
            return true;
        }
        var first = schema.type(a.namedType());
        var second = schema.type(b.namedType());
        return first != null
                && second != null
                && first.isLeaf()
                && second.isLeaf()
                && !first.name().equals(second.name());
    }
}
