package dev.sluice.provider.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.FieldChange;
import dev.sluice.api.FieldChange.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two JSON trees, by the rules of their fields.
 *
 * <p>Absent, {@code null} and an empty object or list are the same. A field that {@code after} leaves out and the rules
 * call server-defaulted is not compared; a list that it gives as empty is wanted empty. Numbers are equal by value. A list is reported as a whole.
 */
public final class Diff {
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

    /** Deeper objects are compared and shown whole. */
    static final int MAX_DEPTH = 32;

    /** With more changes than these each top-level field is shown whole, so that no change is left out. */
    static final int MAX_CHANGES = 500;

    private final List<FieldChange> changes = new ArrayList<>();
    private final boolean everything;
    private final int maxDepth;

    private Diff(boolean everything, int maxDepth) {
        this.everything = everything;
        this.maxDepth = maxDepth;
    }

    /**
     * @param before the state that is; null where nothing is
     * @param after the state that is wanted; null where nothing is
     * @return in the order of the field names, stable between runs
     */
    public static List<FieldChange> between(@Nullable JsonNode before, @Nullable JsonNode after, FieldRules rules) {
        return bounded(before, after, rules, false);
    }

    /**
     * What has changed between two observations: unlike {@link #between}, a field that has gone is a change even where
     * the cloud may choose its value.
     */
    public static List<FieldChange> since(@Nullable JsonNode earlier, @Nullable JsonNode now, FieldRules rules) {
        return bounded(earlier, now, rules, true);
    }

    private static List<FieldChange> bounded(
            @Nullable JsonNode before, @Nullable JsonNode after, FieldRules rules, boolean everything) {
        var diff = new Diff(everything, MAX_DEPTH);
        diff.fields("", before, after, rules, false, 0);
        if (diff.changes.size() <= MAX_CHANGES) {
            return List.copyOf(diff.changes);
        }
        var replaced = diff.changes.stream()
                .filter(FieldChange::needsReplacement)
                .map(FieldChange::path)
                .toList();
        var coarse = new Diff(everything, 0);
        coarse.fields("", before, after, rules, false, 0);
        return coarse.changes.stream().map(c -> replacing(c, replaced)).toList();
    }

    /** A field shown whole cannot be changed in place when something inside it cannot. */
    private static FieldChange replacing(FieldChange whole, List<String> replaced) {
        var path = whole.path();
        return replaced.stream().anyMatch(p -> p.equals(path) || p.startsWith(path + ".") || p.startsWith(path + "["))
                ? new FieldChange(path, whole.action(), whole.before(), whole.after(), whole.reason(), true)
                : whole;
    }

    /** True where two values are the same: numbers by value, absent and empty alike. */
    public static boolean same(@Nullable JsonNode a, @Nullable JsonNode b) {
        return new Diff(true, MAX_DEPTH).equal(present(a), present(b), FieldRules.none(), 0);
    }

    private void fields(
            String path,
            @Nullable JsonNode before,
            @Nullable JsonNode after,
            FieldRules rules,
            boolean immutable,
            int depth) {
        var names = new TreeSet<String>();
        if (before != null) {
            before.fieldNames().forEachRemaining(names::add);
        }
        if (after != null) {
            after.fieldNames().forEachRemaining(names::add);
        }
        for (var name : names) {
            var field = rules.field(name);
            value(
                    path(path, name, rules.map()),
                    before == null ? null : before.get(name),
                    after == null ? null : after.get(name),
                    field,
                    immutable || field.immutable(),
                    depth);
        }
    }

    private void value(
            String path,
            @Nullable JsonNode before,
            @Nullable JsonNode after,
            FieldRules rules,
            boolean immutable,
            int depth) {
        var is = present(before);
        var wanted = present(after);
        if (isLeftToTheCloud(after, rules) || rules.refers() || equal(is, wanted, rules, depth)) {
            return;
        }
        if (is != null && wanted != null && is.isObject() && wanted.isObject() && depth < maxDepth && !isWhole(rules)) {
            fields(path, is, wanted, rules, immutable, depth + 1);
            return;
        }
        changes.add(new FieldChange(
                path,
                is == null ? Action.ADD : wanted == null ? Action.REMOVE : Action.CHANGE,
                redacted(is, rules),
                redacted(wanted, rules),
                null,
                immutable ? true : null));
    }

    /** An empty list is a wish, where an object without fields only leaves each of them out. */
    private boolean isLeftToTheCloud(@Nullable JsonNode wanted, FieldRules rules) {
        var unset = present(wanted) == null && (wanted == null || !wanted.isArray());
        return unset && rules.serverDefaulted() && !everything;
    }

    /** Values that are shown whole even though they are objects. */
    private static boolean isWhole(FieldRules rules) {
        return rules.sensitive() || rules.policyDocument();
    }

    private boolean equal(@Nullable JsonNode a, @Nullable JsonNode b, FieldRules rules, int depth) {
        if (a == null || b == null) {
            return a == null && b == null;
        }
        if (rules.policyDocument()) {
            return PolicyDocuments.normalise(a).equals(PolicyDocuments.normalise(b));
        }
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        if (depth >= MAX_DEPTH) {
            return a.equals(b);
        }
        if (a.isArray() && b.isArray()) {
            return a.size() == b.size()
                    && (rules.unordered()
                            ? equalAsBags(a, b, rules.element(), depth + 1)
                            : equalInOrder(a, b, rules.element(), depth + 1));
        }
        if (a.isObject() && b.isObject()) {
            return equalByField(a, b, rules, depth + 1);
        }
        return a.equals(b);
    }

    private boolean equalByField(JsonNode is, JsonNode wanted, FieldRules rules, int depth) {
        var names = new TreeSet<String>();
        is.fieldNames().forEachRemaining(names::add);
        wanted.fieldNames().forEachRemaining(names::add);
        return names.stream().allMatch(name -> {
            var field = rules.field(name);
            return isLeftToTheCloud(wanted.get(name), field)
                    || field.refers()
                    || equal(present(is.get(name)), present(wanted.get(name)), field, depth);
        });
    }

    private boolean equalInOrder(JsonNode is, JsonNode wanted, FieldRules element, int depth) {
        for (int i = 0; i < is.size(); i++) {
            if (!equal(present(is.get(i)), present(wanted.get(i)), element, depth)) {
                return false;
            }
        }
        return true;
    }

    private boolean equalAsBags(JsonNode is, JsonNode wanted, FieldRules element, int depth) {
        var left = new ArrayList<JsonNode>();
        wanted.forEach(left::add);
        for (var one : is) {
            var found = -1;
            for (int i = 0; i < left.size() && found < 0; i++) {
                found = equal(present(one), present(left.get(i)), element, depth) ? i : -1;
            }
            if (found < 0) {
                return false;
            }
            left.remove(found);
        }
        return true;
    }

    private static @Nullable JsonNode present(@Nullable JsonNode node) {
        return node == null || node.isNull() || node.isMissingNode() || (node.isContainerNode() && node.isEmpty())
                ? null
                : node;
    }

    private static @Nullable JsonNode redacted(@Nullable JsonNode node, FieldRules rules) {
        return copy(node, rules, false);
    }

    /** Parameters as policies, plans and status may show them: secrets hidden, references left out for what they resolve to. */
    public static @Nullable JsonNode presentable(@Nullable JsonNode node, FieldRules rules) {
        return copy(node, rules, false);
    }

    /** The specification as it was written, references included, with secrets hidden. */
    public static @Nullable JsonNode secretsHidden(@Nullable JsonNode node, FieldRules rules) {
        return copy(node, rules, true);
    }

    private static @Nullable JsonNode copy(@Nullable JsonNode node, FieldRules rules, boolean references) {
        if (node == null) {
            return null;
        }
        if (rules.sensitive()) {
            return JsonNodeFactory.instance.textNode(FieldChange.REDACTED);
        }
        return switch (node) {
            case ObjectNode object -> {
                var copy = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(e -> {
                    var field = rules.field(e.getKey());
                    if (references || !field.refers()) {
                        copy.set(e.getKey(), copy(e.getValue(), field, references));
                    }
                });
                yield copy;
            }
            case ArrayNode array -> {
                var copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(e -> copy.add(copy(e, rules.element(), references)));
                yield copy;
            }
            default -> node;
        };
    }

    /** A copy in which fields that hold a secret are absent, for what is stored. */
    public static @Nullable JsonNode withoutSecrets(@Nullable JsonNode node, FieldRules rules) {
        return switch (node) {
            case null -> null;
            case ObjectNode object -> {
                var copy = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(e -> {
                    var field = rules.field(e.getKey());
                    if (!field.sensitive()) {
                        copy.set(e.getKey(), withoutSecrets(e.getValue(), field));
                    }
                });
                yield copy;
            }
            case ArrayNode array -> {
                var copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(e -> copy.add(withoutSecrets(e, rules.element())));
                yield copy;
            }
            default -> node;
        };
    }

    private static String path(String parent, String name, boolean map) {
        if (map || !PLAIN_KEY.matcher(name).matches()) {
            return parent + "[" + name + "]";
        }
        return parent.isEmpty() ? name : parent + "." + name;
    }
}
