package dev.sluice.managed;

import dev.sluice.api.managed.ResolvedReference;
import dev.sluice.managed.ReferenceIndex.Key;
import dev.sluice.managed.ReferenceIndex.Links;
import dev.sluice.provider.field.References.Found;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks up what the references of one resource stand for: writes the values that are there, and says in one outcome
 * what keeps the rest from being known. Whether something is there is not even asked where no grant allows it.
 */
final class ReferenceLookup {
    private static final Duration RARELY = Duration.ofMinutes(2);
    private static final Duration SHORTLY = Duration.ofSeconds(1);
    private static final int MAX_CHOSEN = 100;
    private static final int SHOWN = 5;

    private final ReferenceIndex index;
    private final Key me;
    private final String part;
    private final List<ResolvedReference> recorded;
    private final Set<Key> secrets;

    private final List<ResolvedReference> resolved = new ArrayList<>();
    private final List<String> notGranted = new ArrayList<>();
    private final List<String> ambiguous = new ArrayList<>();
    private final List<String> replaced = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final Set<Key> awaited = new HashSet<>();

    /**
     * @param part of the specification that the references stand in, for messages
     * @param recorded what the references were resolved to before
     * @param secrets what else the resource wants to be woken for
     */
    ReferenceLookup(ReferenceIndex index, Key me, String part, List<ResolvedReference> recorded, Set<Key> secrets) {
        this.index = index;
        this.me = me;
        this.part = part;
        this.recorded = recorded;
        this.secrets = secrets;
    }

    /** To whom the resource refers, before anything is looked up. */
    Links links(List<Found> references) {
        var named = new HashSet<>(secrets);
        var chosen = new HashSet<Selection>();
        var namespaces = new HashSet<String>();
        for (var reference : references) {
            var namespace = namespace(reference);
            if (!namespace.equals(me.namespace())) {
                namespaces.add(namespace);
            }
            if (!isGranted(reference)) {
                // What was taken while it was granted is still in use; a mere wish must hold nobody.
                recorded(reference).forEach(named::add);
            } else if (reference.name().isEmpty()) {
                chosen.add(selection(reference));
            } else {
                named.add(named(reference));
            }
        }
        return new Links(named, chosen, namespaces);
    }

    /** Notes to whom the resource refers. Before looking, so that an output that appears meanwhile is not missed. */
    Map<Selection, List<Key>> note(List<Found> references) {
        return index.refers(me, links(references));
    }

    /**
     * @param found as {@link #note} returned it, for these references or more
     * @return what is in the way; null where every reference is resolved
     */
    @Nullable
    Outcome look(List<Found> references, Map<Selection, List<Key>> found) {
        references.forEach(reference -> look(reference, found));
        var cycle = index.waits(me, awaited);
        return obstacle(cycle);
    }

    /** What each reference was resolved to. */
    List<ResolvedReference> resolved() {
        return resolved;
    }

    private void look(Found reference, Map<Selection, List<Key>> found) {
        if (!isGranted(reference)) {
            notGranted.add(notGranted(reference));
        } else if (!reference.name().isEmpty()) {
            take(reference, named(reference));
        } else {
            choose(reference, found.getOrDefault(selection(reference), List.of()));
        }
    }

    private void choose(Found reference, List<Key> chosen) {
        if (chosen.isEmpty()) {
            missing.add("%s waits for a %s in namespace %s with the labels %s."
                    .formatted(
                            field(reference),
                            reference.kind(),
                            namespace(reference),
                            selection(reference).display()));
        } else if (reference.listed() ? chosen.size() > MAX_CHOSEN : chosen.size() > 1) {
            ambiguous.add(
                    "%s may choose %s %s, and %d have the labels %s: %s. Use labels that fewer have, or name the one that is meant."
                            .formatted(
                                    field(reference),
                                    reference.listed() ? "at most " + MAX_CHOSEN : "one",
                                    reference.kind(),
                                    chosen.size(),
                                    selection(reference).display(),
                                    names(chosen)));
        } else if (isAnother(reference, chosen.getFirst())) {
            replaced.add(
                    "%s now chooses %s in place of %s, and %s cannot be changed. Restore the labels, or delete this object and create it anew."
                            .formatted(
                                    field(reference), chosen.getFirst().display(), before(reference), reference.to()));
        } else {
            chosen.forEach(key -> take(reference, key));
        }
    }

    private void take(Found reference, Key key) {
        var value = index.lookup(key, reference.output());
        if (value.isEmpty()) {
            awaited.add(key);
            missing.add(
                    "%s waits for %s to have its %s.".formatted(field(reference), key.display(), reference.output()));
            return;
        }
        reference.resolve(value.get());
        resolved.add(new ResolvedReference(reference.path(), object(key), reference.secret() ? null : value.get()));
    }

    private @Nullable Outcome obstacle(List<Key> cycle) {
        if (!notGranted.isEmpty()) {
            return new Outcome.Waiting(
                    "ReferenceNotGranted",
                    String.join(" ", notGranted)
                            + " Until then nothing is changed in the cloud, and what is there stays as it is.",
                    RARELY);
        }
        if (!ambiguous.isEmpty()) {
            return new Outcome.Refused("ReferenceAmbiguous", String.join(" ", ambiguous));
        }
        if (!replaced.isEmpty()) {
            return new Outcome.Refused("ReplaceRequired", String.join(" ", replaced));
        }
        if (!cycle.isEmpty()) {
            return new Outcome.Refused(
                    "ReferenceCycle",
                    "%s: each waits for the next to exist, so none ever will. Take one of these references out, and put it back once all of them are ready."
                            .formatted(cycle.stream().map(Key::display).collect(Collectors.joining(" → "))));
        }
        if (missing.isEmpty()) {
            return null;
        }
        // After a restart what is missing may only not have been read yet: nobody has to hear of that.
        return index.isComplete()
                ? new Outcome.Waiting("ReferencesNotReady", String.join(" ", missing), RARELY)
                : new Outcome.Again(SHORTLY);
    }

    /** The same text whether the object exists or not. */
    private String notGranted(Found reference) {
        var name = reference.name().isEmpty() ? "" : ", name: " + reference.name();
        return "%s refers into namespace %s, which has no ReferenceGrant for it; one is needed there with from {group: %s, kind: %s, namespace: %s} and to {group: %s, kind: %s%s}."
                .formatted(
                        field(reference),
                        namespace(reference),
                        me.group(),
                        me.kind(),
                        me.namespace(),
                        reference.group(),
                        reference.kind(),
                        name);
    }

    private String field(Found reference) {
        return "spec.%s.%s".formatted(part, reference.path());
    }

    private boolean isGranted(Found reference) {
        var scope = scope(reference);
        return reference.name().isEmpty() ? !scope.isEmpty() : scope.covers(reference.name());
    }

    private Grants.Scope scope(Found reference) {
        return scopes.computeIfAbsent(
                reference.group() + "/" + reference.kind() + "/" + namespace(reference),
                k -> index.grants().scope(me, reference.group(), reference.kind(), namespace(reference)));
    }

    /** Asked once, so that a grant that comes or goes meanwhile does not divide what is noted from what is looked up. */
    private final Map<String, Grants.Scope> scopes = new HashMap<>();

    private Selection selection(Found reference) {
        return new Selection(
                reference.group(), reference.kind(), namespace(reference), reference.labels(), scope(reference));
    }

    private Key named(Found reference) {
        return new Key(reference.group(), reference.kind(), namespace(reference), reference.name());
    }

    private String namespace(Found reference) {
        return reference.namespace().isEmpty() ? me.namespace() : reference.namespace();
    }

    /** True where the value may not change, and labels would change it in silence. */
    private boolean isAnother(Found reference, Key chosen) {
        var before = before(reference);
        return reference.lasting() && !reference.listed() && !before.isEmpty() && !before.equals(object(chosen));
    }

    private String before(Found reference) {
        return recorded.stream()
                .filter(r -> r.field().equals(reference.path()))
                .map(ResolvedReference::object)
                .findFirst()
                .orElse("");
    }

    private List<Key> recorded(Found reference) {
        var prefix = namespace(reference) + "/";
        return recorded.stream()
                .filter(r -> r.field().equals(reference.path()) && r.object().startsWith(prefix))
                .map(r -> new Key(
                        reference.group(),
                        reference.kind(),
                        namespace(reference),
                        r.object().substring(prefix.length())))
                .toList();
    }

    private static String object(Key key) {
        return key.namespace() + "/" + key.name();
    }

    private static String names(List<Key> keys) {
        return keys.stream().limit(SHOWN).map(ReferenceLookup::object).collect(Collectors.joining(", "))
                + (keys.size() > SHOWN ? " …" : "");
    }
}
