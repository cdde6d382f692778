package dev.sluice.managed;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
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
 * Which managed resource refers to which, and what each has to offer. A resource whose outputs appear or change wakes
 * those that refer to it, and one that waits to be deleted is woken when nobody refers to it any more: nobody polls.
 *
 * <p>As large as there are managed resources and references. Nothing is called while the lock is held.
 */
final class ReferenceIndex {
    private final Map<Key, JsonNode> outputs = new HashMap<>();
    private final Map<Key, Set<Key>> targetsOf = new HashMap<>();
    private final Map<Key, Set<Key>> referrersOf = new HashMap<>();
    private final Set<Key> leaving = new HashSet<>();
    private final Map<String, Consumer<Key>> wakers = new HashMap<>();
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

    /** Who can wake the resources of a kind. */
    synchronized void wakers(Class<? extends HasMetadata> kind, Consumer<Key> waker) {
        wakers.put(HasMetadata.getGroup(kind) + "/" + HasMetadata.getKind(kind), waker);
    }

    /** Notes what a resource refers to now, in place of what it referred to before. */
    void refers(Key referrer, Set<Key> targets) {
        Set<Key> freed;
        synchronized (this) {
            freed = replace(referrer, targets);
        }
        freed.forEach(this::wake);
    }

    /** Notes what a resource refers to, unless it was looked at before, which is newer knowledge. */
    synchronized void refersAtStart(Key referrer, Set<Key> targets) {
        if (!targetsOf.containsKey(referrer)) {
            replace(referrer, targets);
        }
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
        var holders = new ArrayList<>(referrersOf.getOrDefault(target, Set.of()));
        holders.remove(target);
        holders.sort(Comparator.comparing(Key::display));
        if (holders.isEmpty()) {
            leaving.remove(target);
        } else {
            leaving.add(target);
        }
        return holders;
    }

    /** The resource is gone. */
    void forget(Key key) {
        refers(key, Set.of());
        publish(key, null);
        synchronized (this) {
            leaving.remove(key);
        }
    }

    private Set<Key> replace(Key referrer, Set<Key> targets) {
        var before = targets.isEmpty() ? targetsOf.remove(referrer) : targetsOf.put(referrer, Set.copyOf(targets));
        var freed = new HashSet<Key>();
        for (var target : before == null ? Set.<Key>of() : before) {
            var referrers = referrersOf.get(target);
            if (!targets.contains(target) && referrers != null) {
                referrers.remove(referrer);
                if (referrers.isEmpty()) {
                    referrersOf.remove(target);
                    if (leaving.remove(target)) {
                        freed.add(target);
                    }
                }
            }
        }
        targets.forEach(
                t -> referrersOf.computeIfAbsent(t, k -> new HashSet<>()).add(referrer));
        return freed;
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
