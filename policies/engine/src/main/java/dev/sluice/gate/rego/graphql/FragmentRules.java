package dev.sluice.gate.rego.graphql;

import static dev.sluice.gate.rego.graphql.QueryRules.breach;

import dev.sluice.gate.rego.graphql.Ast.Field;
import dev.sluice.gate.rego.graphql.Ast.FragmentDefinition;
import dev.sluice.gate.rego.graphql.Ast.FragmentSpread;
import dev.sluice.gate.rego.graphql.Ast.InlineFragment;
import dev.sluice.gate.rego.graphql.Ast.OperationDefinition;
import dev.sluice.gate.rego.graphql.Ast.QueryDocument;
import dev.sluice.gate.rego.graphql.Ast.Selection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Rules about what fragments lead to: themselves, too many fields, too much of the schema. */
final class FragmentRules {
    private static final Set<String> LISTS_OF_TYPES = Set.of("fields", "interfaces", "possibleTypes", "inputFields");
    private static final int MAX_LISTS = 3;

    /** Of fragments that spread each other. */
    private static final int MAX_CHAIN = 500;

    private FragmentRules() {}

    static void check(QueryDocument document, Runnable tick) {
        var checked = new HashSet<String>();
        for (var fragment : document.fragments()) {
            cycle(document, fragment, checked, new LinkedHashSet<>(), tick);
        }
    }

    private static void cycle(
            QueryDocument document, FragmentDefinition fragment, Set<String> checked, Set<String> path, Runnable tick) {
        tick.run();
        if (!checked.add(fragment.name())) {
            return;
        }
        if (path.size() > MAX_CHAIN) {
            throw breach("fragments are spread more than %d deep", MAX_CHAIN);
        }
        path.add(fragment.name());
        for (var spread : spreads(fragment.selectionSet())) {
            if (path.contains(spread.name())) {
                throw breach("Cannot spread fragment \"%s\" within itself.", spread.name());
            }
            var inner = document.fragment(spread.name());
            if (inner != null) {
                cycle(document, inner, checked, path, tick);
            }
        }
        path.remove(fragment.name());
    }

    private static List<FragmentSpread> spreads(List<Selection> selections) {
        var spreads = new ArrayList<FragmentSpread>();
        for (var selection : selections) {
            switch (selection) {
                case FragmentSpread spread -> spreads.add(spread);
                case Field field -> spreads.addAll(spreads(field.selectionSet()));
                case InlineFragment fragment -> spreads.addAll(spreads(fragment.selectionSet()));
            }
        }
        return spreads;
    }

    /** Of a subscription. */
    static void singleField(QueryDocument document, OperationDefinition operation) {
        var names = new LinkedHashSet<String>();
        topFields(document, operation.selectionSet(), names, new HashSet<>());
        var name = operation.name().isEmpty()
                ? "Anonymous Subscription"
                : "Subscription \"%s\"".formatted(operation.name());
        if (names.size() > 1) {
            throw breach("%s must select only one top level field.", name);
        }
        if (names.stream().anyMatch(n -> n.startsWith("__"))) {
            throw breach("%s must not select an introspection top level field.", name);
        }
    }

    private static void topFields(
            QueryDocument document, List<Selection> selections, Set<String> names, Set<String> entered) {
        for (var selection : selections) {
            switch (selection) {
                case Field field -> names.add(field.name());
                case InlineFragment fragment -> topFields(document, fragment.selectionSet(), names, entered);
                case FragmentSpread spread -> {
                    if (entered.add(spread.name())) {
                        topFields(document, QueryRules.selections(document, spread), names, entered);
                    }
                }
            }
        }
    }

    /** @param field {@code __schema} or {@code __type} */
    static void introspection(QueryDocument document, Field field) {
        if (isTooDeep(document, List.of(field), new HashSet<>(), 0)) {
            throw breach("Maximum introspection depth exceeded");
        }
    }

    private static boolean isTooDeep(
            QueryDocument document, List<Selection> selections, Set<String> within, int lists) {
        for (var selection : selections) {
            var tooDeep = switch (selection) {
                case Field field -> {
                    var inner = lists + (LISTS_OF_TYPES.contains(field.name()) ? 1 : 0);
                    yield inner >= MAX_LISTS || isTooDeep(document, field.selectionSet(), within, inner);
                }
                case InlineFragment fragment -> isTooDeep(document, fragment.selectionSet(), within, lists);
                case FragmentSpread spread -> {
                    var entered = within.add(spread.name());
                    var inner = entered && isTooDeep(document, QueryRules.selections(document, spread), within, lists);
                    if (entered) {
                        within.remove(spread.name());
                    }
                    yield inner;
                }
            };
            if (tooDeep) {
                return true;
            }
        }
        return false;
    }
}
