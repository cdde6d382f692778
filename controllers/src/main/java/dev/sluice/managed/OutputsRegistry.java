package dev.sluice.managed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What managed resources have to offer to those that refer to them, and who has asked. A resource whose outputs appear
 * or change wakes those that refer to it; nobody polls.
 */
final class OutputsRegistry {
    private final Map<Key, JsonNode> outputs = new ConcurrentHashMap<>();
    private final Map<Key, Set<Waiter>> waiters = new ConcurrentHashMap<>();

    record Key(String kind, String namespace, String name) {}

    /** Someone who refers to a resource; equal waiters are told once. */
    interface Waiter {
        void wake();
    }

    /** Asks for one output, and to be woken when it appears or changes. */
    Optional<String> lookup(Key key, String output, Waiter waiter) {
        waiters.computeIfAbsent(key, k -> ConcurrentHashMap.newKeySet()).add(waiter);
        var node = outputs.get(key);
        return node == null || !node.hasNonNull(output)
                ? Optional.empty()
                : Optional.of(node.get(output).asText());
    }

    /** @param value the outputs now; null where there are none */
    void publish(Key key, @Nullable JsonNode value) {
        var before = value == null ? outputs.remove(key) : outputs.put(key, value);
        if (!Objects.equals(before, value)) {
            // Woken waiters ask again and so register again: the set does not outlive their interest.
            var interested = waiters.remove(key);
            if (interested != null) {
                interested.forEach(Waiter::wake);
            }
        }
    }
}
