package dev.sluice.kube;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A set of conditions under construction. A condition whose status does not change keeps its transition time, and one
 * that is set again unchanged is equal to what it was, so that comparing lists tells whether a status write is due.
 */
public final class Conditions {
    public static final String READY = "Ready";
    public static final String SYNCED = "Synced";
    public static final String ADMITTED = "Admitted";
    public static final String RECONCILING = "Reconciling";
    public static final String STALLED = "Stalled";

    /** Kubernetes limits a condition's message; this stays far below it. */
    private static final int MAX_MESSAGE = 4096;

    private final Map<String, Condition> byType = new LinkedHashMap<>();
    private final Map<String, Condition> before;
    private final long generation;
    private final InstantSource clock;

    public Conditions(@Nullable List<Condition> existing, @Nullable Long generation, InstantSource clock) {
        if (existing != null) {
            existing.forEach(c -> byType.put(c.getType(), c));
        }
        this.before = new LinkedHashMap<>(byType);
        this.generation = generation == null ? 0 : generation;
        this.clock = clock;
    }

    public Conditions isTrue(String type, String reason, String message) {
        return set(type, "True", reason, message);
    }

    public Conditions isFalse(String type, String reason, String message) {
        return set(type, "False", reason, message);
    }

    public Conditions isUnknown(String type, String reason, String message) {
        return set(type, "Unknown", reason, message);
    }

    public Conditions remove(String type) {
        byType.remove(type);
        return this;
    }

    /** Those that there were in the order that they had, so that the list changes only where a condition does. */
    public List<Condition> list() {
        var ordered = new LinkedHashMap<>(before);
        ordered.keySet().retainAll(byType.keySet());
        ordered.putAll(byType);
        return new ArrayList<>(ordered.values());
    }

    /** The condition of a type, or null. */
    public static @Nullable Condition find(@Nullable List<Condition> conditions, String type) {
        return conditions == null
                ? null
                : conditions.stream()
                        .filter(c -> type.equals(c.getType()))
                        .findFirst()
                        .orElse(null);
    }

    private Conditions set(String type, String status, String reason, String message) {
        // Also one that was removed a moment ago: set again, it never went away.
        var old = before.get(type);
        var since = old != null && status.equals(old.getStatus())
                ? old.getLastTransitionTime()
                : clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        byType.put(
                type,
                new ConditionBuilder()
                        .withType(type)
                        .withStatus(status)
                        .withReason(reason)
                        .withMessage(
                                message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE - 1) + "…" : message)
                        .withLastTransitionTime(since)
                        .withObservedGeneration(generation)
                        .build());
        return this;
    }
}
