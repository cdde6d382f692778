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
 * call server-defaulted is not compared. Numbers are equal by value. A list is reported as a whole.
 */
public final class Diff {
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

    private final List<FieldChange> changes = new ArrayList<>();

    private Diff() {}

    /**
     * @param before the state that is; null where nothing is
     * @param after the state that is wanted; null where nothing is
     * @return in the order of the field names, stable between runs
     */
    public static List<FieldChange> between(@Nullable JsonNode before, @Nullable JsonNode after, FieldRules rules) {
        var diff = new Diff();
        diff.fields("", before, after, rules, false);
        return List.copyOf(diff.changes);
    }

    /** True where two values are the same: numbers by value, absent and empty alike. */
    public static boolean same(@Nullable JsonNode a, @Nullable JsonNode b) {
        return equal(present(a), present(b), FieldRules.none());
    }

    private void fields(
            String path, @Nullable JsonNode before, @Nullable JsonNode after, FieldRules rules, boolean immutable) {
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
                    immutable || field.immutable());
        }
    }

    private void value(
            String path, @Nullable JsonNode before, @Nullable JsonNode after, FieldRules rules, boolean immutable) {
        var is = present(before);
        var wanted = present(after);
        var unspecified = wanted == null && (rules.serverDefaulted() || rules.reference() != null);
        if (unspecified || rules.reference() != null || equal(is, wanted, rules)) {
            return;
        }
        if (is != null && wanted != null && is.isObject() && wanted.isObject() && !isWhole(rules)) {
            fields(path, is, wanted, rules, immutable);
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

    /** Values that are shown whole even though they are objects. */
    private static boolean isWhole(FieldRules rules) {
        return rules.sensitive() || rules.policyDocument();
    }

    private static boolean equal(@Nullable JsonNode a, @Nullable JsonNode b, FieldRules rules) {
        if (a == null || b == null) {
            return a == null && b == null;
        }
        if (rules.policyDocument()) {
            return PolicyDocuments.normalise(a).equals(PolicyDocuments.normalise(b));
        }
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        if (a.isArray() && b.isArray()) {
            return a.size() == b.size() && (rules.unordered() ? equalAsBags(a, b, rules) : equalInOrder(a, b, rules));
        }
        if (a.isObject() && b.isObject()) {
            var inner = new Diff();
            inner.fields("", a, b, rules, false);
            return inner.changes.isEmpty();
        }
        return a.equals(b);
    }

    private static boolean equalInOrder(JsonNode a, JsonNode b, FieldRules rules) {
        for (int i = 0; i < a.size(); i++) {
            if (!equal(present(a.get(i)), present(b.get(i)), rules.element())) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalAsBags(JsonNode a, JsonNode b, FieldRules rules) {
        var left = new ArrayList<JsonNode>();
        b.forEach(left::add);
        for (var element : a) {
            var found = -1;
            for (int i = 0; i < left.size() && found < 0; i++) {
                found = equal(present(element), present(left.get(i)), rules.element()) ? i : -1;
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

    /** A copy without secrets and without references, which never reach the cloud. */
    static @Nullable JsonNode redacted(@Nullable JsonNode node, FieldRules rules) {
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
                    if (field.reference() == null) {
                        copy.set(e.getKey(), redacted(e.getValue(), field));
                    }
                });
                yield copy;
            }
            case ArrayNode array -> {
                var copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(e -> copy.add(redacted(e, rules.element())));
                yield copy;
            }
            default -> node;
        };
    }

    /** A whole tree as policies, plans and status may show it. */
    public static @Nullable JsonNode presentable(@Nullable JsonNode node, FieldRules rules) {
        return redacted(node, rules);
    }

    private static String path(String parent, String name, boolean map) {
        if (map || !PLAIN_KEY.matcher(name).matches()) {
            return parent + "[" + name + "]";
        }
        return parent.isEmpty() ? name : parent + "." + name;
    }
}
