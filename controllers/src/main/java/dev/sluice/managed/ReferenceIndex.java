package dev.sluice.managed;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which managed resource refers to which, by name or by labels, and what each has to offer. A resource whose outputs or
 * labels appear or change wakes those that refer to it, and one that waits to be deleted is woken when nobody refers to
 * it any more: nobody polls.
 *
 * <p>As large as there are managed resources and references. Nothing is called while the lock is held.
 */
final class ReferenceIndex {
    static final Comparator<Key> BY_NAME = Comparator.comparing(Key::display);

    private final Map<Key, JsonNode> outputs = new HashMap<>();

    private final LabelIndex labels = new LabelIndex();
    private final Map<Key, Links> linksOf = new HashMap<>();

    /** What is named, and what was found by labels when the referrer last looked. */
    private final Map<Key, Set<Key>> targetsOf = new HashMap<>();

    private final Map<Key, Set<Key>> referrersOf = new HashMap<>();

    /** Who looks for labels in a place. */
    private final Map<Place, Set<Key>> selectorsAt = new HashMap<>();

    private final Map<String, Set<Key>> foreignersOf = new HashMap<>();
    private final Set<Key> leaving = new HashSet<>();
    private final Map<String, Consumer<Key>> wakers = new HashMap<>();
    private final Set<String> read = new HashSet<>();
    private final ReferenceCycles cycles = new ReferenceCycles();
    private final Grants grants = new Grants(this::grantsChanged);
    private boolean complete;

    record Key(String group, String kind, String namespace, String name) {
        static Key of(HasMetadata object) {
            return new Key(
                    HasMetadata.getGroup(object.getClass()),
                    object.getKind(),
                    object.getMetadata().getNamespace(),
                    object.getMetadata().getName());
        }

        /** {@code Queue payments/orders}. */
        String display() {
            return kind + " " + namespace + "/" + name;
        }
    }

    /**
     * To whom a resource refers.
     *
     * @param named by name
     * @param chosen by labels
     * @param namespaces other namespaces it wishes to refer into, whether it may or not
     */
    record Links(Set<Key> named, Set<Selection> chosen, Set<String> namespaces) {
        static final Links NONE = new Links(Set.of(), Set.of(), Set.of());
    }

    Grants grants() {
        return grants;
    }

    /** Who can wake the resources of a kind. */
    synchronized void wakers(Class<? extends HasMetadata> kind, Consumer<Key> waker) {
        wakers.put(HasMetadata.getGroup(kind) + "/" + HasMetadata.getKind(kind), waker);
    }

    /**
     * Notes what a resource refers to now, in place of what it referred to before.
     *
     * @return what was found by labels, in order
     */
    Map<Selection, List<Key>> refers(Key referrer, Links links) {
        Map<Selection, List<Key>> found;
        Set<Key> freed;
        synchronized (this) {
            found = find(links);
            freed = replace(referrer, links, found);
        }
        freed.forEach(this::wake);
        return found;
    }

    /** Notes what a resource refers to, unless it was looked at before, which is newer knowledge. */
    synchronized void refersAtStart(Key referrer, Links links) {
        if (!linksOf.containsKey(referrer)) {
            replace(referrer, links, find(links));
        }
    }

    /** Notes that there is a resource with these labels. */
    void present(Key key, @Nullable Map<String, String> itsLabels) {
        relabel(key, itsLabels == null ? Map.of() : Map.copyOf(itsLabels));
    }

    /** The same, and what it has to offer, unless it was looked at before. */
    synchronized void presentAtStart(Key key, @Nullable Map<String, String> itsLabels, @Nullable JsonNode itsOutputs) {
        labels.putIfAbsent(key, itsLabels == null ? Map.of() : Map.copyOf(itsLabels));
        if (itsOutputs != null) {
            outputs.putIfAbsent(key, itsOutputs);
        }
    }

    private void relabel(Key key, @Nullable Map<String, String> now) {
        var interested = new HashSet<Key>();
        synchronized (this) {
            var before = now == null ? labels.remove(key) : labels.put(key, now);
            if (Objects.equals(before, now)) {
                return;
            }
            for (var referrer : selectorsAt.getOrDefault(Place.of(key), Set.of())) {
                if (chooses(referrer, key, before) || chooses(referrer, key, now)) {
                    interested.add(referrer);
                }
            }
            if (leaving.contains(key) && held(key).isEmpty()) {
                leaving.remove(key);
                interested.add(key);
            }
        }
        interested.forEach(this::wake);
    }

    /** Every resource of a kind that there was when its cache was filled has been noted. */
    void read(Class<? extends HasMetadata> kind) {
        var group = HasMetadata.getGroup(kind);
        var name = HasMetadata.getKind(kind);
        var interested = new HashSet<Key>();
        synchronized (this) {
            if (read.add(group + "/" + name)) {
                selectorsAt.forEach((place, referrers) -> {
                    if (place.group().equals(group) && place.kind().equals(name)) {
                        interested.addAll(referrers);
                    }
                });
            }
        }
        interested.forEach(this::wake);
    }

    /** Every resource that there was at the start has been noted. */
    synchronized void complete() {
        complete = true;
    }

    /** False as long as a resource without {@link #holders} may have some that are not known yet. */
    synchronized boolean isComplete() {
        return complete;
    }

    synchronized Optional<String> lookup(Key key, String output) {
        var node = outputs.get(key);
        return node == null || !node.hasNonNull(output)
                ? Optional.empty()
                : Optional.of(node.get(output).asText());
    }

    /** @param value the outputs now; null where there are none */
    void publish(Key key, @Nullable JsonNode value) {
        List<Key> interested = List.of();
        synchronized (this) {
            var before = value == null ? outputs.remove(key) : outputs.put(key, value);
            if (!Objects.equals(before, value)) {
                interested = List.copyOf(referrersOf.getOrDefault(key, Set.of()));
            }
        }
        interested.forEach(this::wake);
    }

    /** Notes for what a resource waits; says how it thereby waits for itself, or nothing. */
    List<Key> waits(Key who, Set<Key> what) {
        var finding = cycles.waits(who, what);
        finding.affected().forEach(this::wake);
        return finding.cycle();
    }

    /** Something that resources refer to and that is none itself, such as a Secret, has changed. */
    void changed(Key target) {
        List<Key> interested;
        synchronized (this) {
            interested = List.copyOf(referrersOf.getOrDefault(target, Set.of()));
        }
        interested.forEach(this::wake);
    }

    /** Who still refers to a resource that is to be deleted; it is woken when there is nobody left. */
    synchronized List<Key> holders(Key target) {
        var holders = held(target);
        if (holders.isEmpty()) {
            leaving.remove(target);
        } else {
            leaving.add(target);
        }
        return holders.stream().sorted(BY_NAME).toList();
    }

    /** The resource is gone. */
    void forget(Key key) {
        refers(key, Links.NONE);
        waits(key, Set.of());
        publish(key, null);
        relabel(key, null);
        synchronized (this) {
            linksOf.remove(key);
            leaving.remove(key);
        }
    }

    private void grantsChanged(String namespace) {
        Set<Key> interested;
        synchronized (this) {
            interested = Set.copyOf(foreignersOf.getOrDefault(namespace, Set.of()));
        }
        interested.forEach(this::wake);
    }

    private Map<Selection, List<Key>> find(Links links) {
        var found = new HashMap<Selection, List<Key>>();
        for (var selection : links.chosen()) {
            // Of a kind that was not read yet some are missing, and one of several would look like the only one.
            var isRead = read.contains(selection.group() + "/" + selection.kind());
            found.put(selection, isRead ? labels.find(selection) : List.of());
        }
        return found;
    }

    /** Those who named it, found it, or would find it now. */
    private Set<Key> held(Key target) {
        var holders = new HashSet<>(referrersOf.getOrDefault(target, Set.of()));
        var itsLabels = labels.of(target);
        for (var referrer : selectorsAt.getOrDefault(Place.of(target), Set.of())) {
            if (chooses(referrer, target, itsLabels)) {
                holders.add(referrer);
            }
        }
        holders.remove(target);
        return holders;
    }

    private boolean chooses(Key referrer, Key target, @Nullable Map<String, String> itsLabels) {
        return itsLabels != null
                && linksOf.getOrDefault(referrer, Links.NONE).chosen().stream()
                        .anyMatch(selection -> selection.matches(target, itsLabels));
    }

    /** @return those that wait to be deleted and are held by nobody any more */
    private Set<Key> replace(Key referrer, Links links, Map<Selection, List<Key>> found) {
        var targets = new HashSet<>(links.named());
        found.values().forEach(targets::addAll);
        if (links.equals(linksOf.get(referrer)) && targets.equals(targetsOf.getOrDefault(referrer, Set.of()))) {
            return Set.of();
        }
        var candidates = leaving.stream()
                .filter(target -> held(target).contains(referrer))
                .toList();
        var before = linksOf.put(referrer, links.equals(Links.NONE) ? Links.NONE : links);
        for (var selection : before == null ? Set.<Selection>of() : before.chosen()) {
            drop(selectorsAt, Place.of(selection), referrer);
        }
        for (var namespace : before == null ? Set.<String>of() : before.namespaces()) {
            drop(foreignersOf, namespace, referrer);
        }
        links.chosen().forEach(selection -> add(selectorsAt, Place.of(selection), referrer));
        links.namespaces().forEach(namespace -> add(foreignersOf, namespace, referrer));
        var targetsBefore = targets.isEmpty() ? targetsOf.remove(referrer) : targetsOf.put(referrer, targets);
        for (var target : targetsBefore == null ? Set.<Key>of() : targetsBefore) {
            drop(referrersOf, target, referrer);
        }
        targets.forEach(target -> add(referrersOf, target, referrer));
        var freed = new HashSet<Key>();
        for (var target : candidates) {
            if (held(target).isEmpty()) {
                leaving.remove(target);
                freed.add(target);
            }
        }
        return freed;
    }

    private static <K> void add(Map<K, Set<Key>> index, K at, Key key) {
        index.computeIfAbsent(at, k -> new HashSet<>()).add(key);
    }

    private static <K> void drop(Map<K, Set<Key>> index, K at, Key key) {
        index.computeIfPresent(at, (k, keys) -> {
            keys.remove(key);
            return keys.isEmpty() ? null : keys;
        });
    }

    /** Asks for a look at a resource. */
    void wake(Key key) {
        Consumer<Key> waker;
        synchronized (this) {
            waker = wakers.get(key.group() + "/" + key.kind());
        }
        if (waker != null) {
            waker.accept(key);
        }
    }
}
