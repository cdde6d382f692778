package dev.sluice.report;

import dev.sluice.api.Policy;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How many violations stand in the cluster, by what the policy does about them and how much they matter. */
final class Tallies {
    private final Map<Policy.Action, Map<Policy.Severity, AtomicInteger>> counts = new EnumMap<>(Policy.Action.class);
    private final Map<String, List<Counted>> byObject = new ConcurrentHashMap<>();

    private record Counted(Policy.Action action, Policy.Severity severity) {}

    Tallies(MeterRegistry metrics) {
        for (var action : Policy.Action.values()) {
            var bySeverity = new EnumMap<Policy.Severity, AtomicInteger>(Policy.Severity.class);
            for (var severity : Policy.Severity.values()) {
                var count = new AtomicInteger();
                bySeverity.put(severity, count);
                Gauge.builder("sluice_violations", count, AtomicInteger::get)
                        .description("Violations of policies in force by what stands in the cluster.")
                        .tag("enforcement", action.name().toLowerCase(Locale.ROOT))
                        .tag("severity", severity.name().toLowerCase(Locale.ROOT))
                        .register(metrics);
            }
            counts.put(action, bySeverity);
        }
        Gauge.builder("sluice_audited_objects", byObject, Map::size)
                .description("Objects that were judged as they stand.")
                .register(metrics);
    }

    void set(String uid, List<Verdict> verdicts) {
        var now = verdicts.stream()
                .filter(Verdict::isViolation)
                .map(v -> new Counted(action(v), severity(v)))
                .toList();
        add(byObject.put(uid, now), -1);
        add(now, 1);
    }

    void remove(String uid) {
        add(byObject.remove(uid), -1);
    }

    private void add(@Nullable List<Counted> counted, int by) {
        if (counted != null) {
            counted.forEach(c -> {
                var bySeverity = counts.get(c.action());
                var count = bySeverity == null ? null : bySeverity.get(c.severity());
                if (count != null) {
                    count.addAndGet(by);
                }
            });
        }
    }

    private static Policy.Action action(Verdict verdict) {
        return Policy.Action.valueOf(verdict.enforcement().toUpperCase(Locale.ROOT));
    }

    private static Policy.Severity severity(Verdict verdict) {
        return Policy.Severity.valueOf(verdict.severity().toUpperCase(Locale.ROOT));
    }
}
