package dev.sluice.gate.rego;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Policy;
import dev.sluice.gate.Change;
import dev.sluice.gate.Labels;
import dev.sluice.gate.Namespaces;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Says whether a policy judges a change. */
final class PolicyMatcher {
    private PolicyMatcher() {}

    static boolean matches(Policy.@Nullable Match match, Change change, Namespaces namespaces) {
        if (match == null) {
            return true;
        }
        var subject = change.subject();
        return any(match.gates(), change.gate()::equals)
                && any(match.operations(), change.operation()::equals)
                && any(match.kinds(), k -> kind(k, subject))
                && any(match.namespaces(), p -> pattern(p, subject.namespace()))
                && none(match.excludedNamespaces(), p -> pattern(p, subject.namespace()))
                && any(match.names(), p -> pattern(p, subject.name()))
                && none(match.excludedNames(), p -> pattern(p, subject.name()))
                && (match.labelSelector() == null || selects(match.labelSelector(), change))
                && (match.namespaceSelector() == null
                        || selectsNamespace(match.namespaceSelector(), subject, namespaces));
    }

    /** An object without a namespace, and one in a namespace that is not known, is judged. */
    private static boolean selectsNamespace(LabelSelector selector, Change.Subject subject, Namespaces namespaces) {
        if (subject.namespace().isEmpty()) {
            return true;
        }
        var labels = namespaces.labels(subject.namespace());
        return labels == null || Labels.selected(selector, labels);
    }

    /** Before or after the change; where there is no object to look at, the policy judges. */
    private static boolean selects(LabelSelector selector, Change change) {
        return (change.object() == null && change.oldObject() == null)
                || selects(selector, change.object())
                || selects(selector, change.oldObject());
    }

    private static boolean selects(LabelSelector selector, @Nullable JsonNode object) {
        return object != null && Labels.selected(selector, Labels.of(object));
    }

    private static boolean kind(Policy.Kinds kinds, Change.Subject subject) {
        return any(kinds.apiGroups(), g -> group(g, subject.group()))
                && any(kinds.kinds(), k -> k.equals("*") || k.equals(subject.kind()));
    }

    private static boolean group(String pattern, String group) {
        return pattern.equals("*")
                || pattern.equals(group)
                || (pattern.startsWith("*.") && group.endsWith(pattern.substring(1)));
    }

    private static boolean pattern(String pattern, String name) {
        return pattern.endsWith("*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(name);
    }

    /** An absent condition holds. */
    private static <T> boolean any(@Nullable List<T> list, Predicate<T> holds) {
        return list == null || list.isEmpty() || list.stream().anyMatch(holds);
    }

    private static <T> boolean none(@Nullable List<T> list, Predicate<T> holds) {
        return list == null || list.stream().noneMatch(holds);
    }
}
