package dev.sluice.gate.gatekeeper;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Operation;
import dev.sluice.api.Policy;
import dev.sluice.gate.Change;
import dev.sluice.gate.Labels;
import dev.sluice.gate.Namespaces;
import dev.sluice.gate.rego.Scope;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a constraint says in {@code spec.match}. All conditions must hold, of the object before or after the change.
 *
 * @param kinds absent lists stand for any; never empty lists inside
 * @param level {@code Cluster} or {@code Namespaced}; anything else is both
 * @param name a pattern; empty for any
 * @param expanded true where it is only for objects that an ExpansionTemplate makes, of which there are none here
 * @param deletions whether deletions are judged
 */
record ConstraintScope(
        List<Policy.Kinds> kinds,
        String level,
        List<String> namespaces,
        List<String> excludedNamespaces,
        @Nullable LabelSelector labelSelector,
        @Nullable LabelSelector namespaceSelector,
        String name,
        boolean expanded,
        boolean deletions)
        implements Scope {

    private static final List<String> ANY = List.of("*");
    private static final Set<String> SOURCES = Set.of("", "All", "Original", "Generated");

    ConstraintScope {
        kinds = List.copyOf(kinds);
        namespaces = List.copyOf(namespaces);
        excludedNamespaces = List.copyOf(excludedNamespaces);
    }

    static ConstraintScope read(At match, boolean deletions) throws InvalidObjectException {
        if (!match.isAbsent() && !match.node().isObject()) {
            throw match.wrong("an object is needed here");
        }
        var source = match.to("source");
        if (!SOURCES.contains(source.text())) {
            throw source.wrong("is '%s'; write Original, Generated or All".formatted(source.text()));
        }
        return new ConstraintScope(
                kinds(match.to("kinds")),
                match.to("scope").text(),
                match.to("namespaces").texts(),
                match.to("excludedNamespaces").texts(),
                Selectors.read(match.to("labelSelector")),
                Selectors.read(match.to("namespaceSelector")),
                match.to("name").text(),
                source.text().equals("Generated"),
                deletions);
    }

    private static List<Policy.Kinds> kinds(At list) throws InvalidObjectException {
        var kinds = new ArrayList<Policy.Kinds>();
        for (var item : list.items()) {
            kinds.add(new Policy.Kinds(
                    orAny(item.to("apiGroups").texts()), orAny(item.to("kinds").texts())));
        }
        return kinds;
    }

    private static List<String> orAny(List<String> texts) {
        return texts.isEmpty() ? ANY : texts;
    }

    ConstraintScope withDeletions() {
        return new ConstraintScope(
                kinds, level, namespaces, excludedNamespaces, labelSelector, namespaceSelector, name, expanded, true);
    }

    /** What it says, for a digest. */
    List<?> words() {
        return List.of(
                kinds,
                level,
                namespaces,
                excludedNamespaces,
                labelSelector == null ? "all" : labelSelector,
                namespaceSelector == null ? "all" : namespaceSelector,
                name,
                expanded,
                deletions);
    }

    @Override
    public boolean covers(Change change, Namespaces known) {
        if (expanded || (change.operation() == Operation.DELETE && !deletions)) {
            return false;
        }
        var subject = change.subject();
        return (kinds.isEmpty() || kinds.stream().anyMatch(k -> isOf(k, subject)))
                && isOnLevel(subject)
                && isInNamespaces(subject)
                && (name.isEmpty() || Glob.matches(name, subject.name()))
                && isSelected(change, known);
    }

    private static boolean isOf(Policy.Kinds kinds, Change.Subject subject) {
        return isIn(kinds.apiGroups(), subject.group()) && isIn(kinds.kinds(), subject.kind());
    }

    private static boolean isIn(@Nullable List<String> list, String text) {
        return list == null || list.contains("*") || list.contains(text);
    }

    private boolean isOnLevel(Change.Subject subject) {
        var isInNamespace = !isNamespace(subject) && !subject.namespace().isEmpty();
        return switch (level) {
            case "Cluster" -> !isInNamespace;
            case "Namespaced" -> isInNamespace;
            default -> true;
        };
    }

    /** A Namespace is taken for itself; what has no namespace is in every one. */
    private boolean isInNamespaces(Change.Subject subject) {
        var namespace = isNamespace(subject) ? subject.name() : subject.namespace();
        return namespace.isEmpty()
                || ((namespaces.isEmpty() || namespaces.stream().anyMatch(p -> Glob.matches(p, namespace)))
                        && excludedNamespaces.stream().noneMatch(p -> Glob.matches(p, namespace)));
    }

    private boolean isSelected(Change change, Namespaces known) {
        if (change.object() == null && change.oldObject() == null) {
            return true;
        }
        return isSelected(change.object(), change.subject(), known)
                || isSelected(change.oldObject(), change.subject(), known);
    }

    private boolean isSelected(@Nullable JsonNode object, Change.Subject subject, Namespaces known) {
        return object != null
                && (labelSelector == null || Labels.selected(labelSelector, Labels.of(object)))
                && (namespaceSelector == null || isNamespaceSelected(namespaceSelector, object, subject, known));
    }

    /** An object in a namespace of which nothing is known is judged. */
    private static boolean isNamespaceSelected(
            LabelSelector selector, JsonNode object, Change.Subject subject, Namespaces known) {
        if (isNamespace(subject)) {
            return Labels.selected(selector, Labels.of(object));
        }
        if (subject.namespace().isEmpty()) {
            return true;
        }
        var labels = known.labels(subject.namespace());
        return labels == null || Labels.selected(selector, labels);
    }

    private static boolean isNamespace(Change.Subject subject) {
        return subject.group().isEmpty() && subject.kind().equals("Namespace");
    }
}
