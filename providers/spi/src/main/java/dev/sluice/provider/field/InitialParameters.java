package dev.sluice.provider.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that are used only to create a resource, put below those that always count.
 *
 * @param merged what the resource is created with
 * @param only the parameters that nothing but the creation says something of
 */
public record InitialParameters(ObjectNode merged, List<FieldPath> only) {

    /** @throws IllegalArgumentException where {@code initial} is not made of the kind's parameters */
    public static InitialParameters under(ObjectNode lasting, @Nullable JsonNode initial, FieldRules rules) {
        if (initial == null || initial.isNull() || initial.isMissingNode()) {
            return new InitialParameters(lasting, List.of());
        }
        if (!(initial instanceof ObjectNode fields)) {
            throw new IllegalArgumentException("spec.initProvider has to be an object");
        }
        var merge = new Merge(rules);
        var merged = lasting.deepCopy();
        merge.merge(List.of(), merged, fields, rules);
        return new InitialParameters(merged, List.copyOf(merge.only));
    }

    private static final class Merge {
        private final FieldRules root;
        private final List<FieldPath> only = new ArrayList<>();

        Merge(FieldRules root) {
            this.root = root;
        }

        private void merge(List<String> at, ObjectNode into, ObjectNode initial, FieldRules rules) {
            initial.properties().forEach(field -> {
                var name = field.getKey();
                var value = field.getValue();
                var path = new ArrayList<>(at);
                path.add(name);
                if (rules.hasFields() && !rules.fields().containsKey(name)) {
                    throw new IllegalArgumentException(
                            "spec.initProvider.%s is not a parameter of this kind".formatted(String.join(".", path)));
                }
                if (value.isNull()) {
                    return;
                }
                var inside = rules.field(name);
                if (value instanceof ObjectNode below
                        && into.get(name) instanceof ObjectNode present
                        && (inside.hasFields() || inside.map())) {
                    merge(path, present, below, inside);
                } else if (!isSaid(into, name, rules)) {
                    check(path, value, inside);
                    into.set(name, value.deepCopy());
                    leave(at, name, inside);
                }
            });
        }

        /** Nor is what a reference sets compared, when only the creation knows the reference. */
        private void leave(List<String> at, String name, FieldRules rules) {
            var reference = rules.reference();
            var left = new ArrayList<>(at);
            left.add(reference == null ? name : reference.to());
            only.add(FieldPath.of(left, root));
        }

        private static void check(List<String> path, JsonNode value, FieldRules rules) {
            if (value instanceof ObjectNode object && rules.hasFields()) {
                object.properties().forEach(field -> {
                    var below = new ArrayList<>(path);
                    below.add(field.getKey());
                    if (!rules.fields().containsKey(field.getKey())) {
                        throw new IllegalArgumentException("spec.initProvider.%s is not a parameter of this kind"
                                .formatted(String.join(".", below)));
                    }
                    check(below, field.getValue(), rules.field(field.getKey()));
                });
            }
        }

        /** A parameter may be given by its value or by a reference; either of them is the lasting word. */
        private static boolean isSaid(ObjectNode lasting, String name, FieldRules rules) {
            var reference = rules.field(name).reference();
            return lasting.hasNonNull(name)
                    || (reference != null && lasting.hasNonNull(reference.to()))
                    || rules.fields().entrySet().stream()
                            .anyMatch(field -> field.getValue().reference() != null
                                    && field.getValue().reference().to().equals(name)
                                    && lasting.hasNonNull(field.getKey()));
        }
    }
}
