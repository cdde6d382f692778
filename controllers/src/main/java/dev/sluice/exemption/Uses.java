package dev.sluice.exemption;

import dev.sluice.api.PolicyExemption.Use;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What exemptions have let pass lately: the last few of each, to the hour, so that a status is not written for each one. */
final class Uses {
    private static final int MAX = 16;
    private static final int MAX_EXEMPTIONS = 1000;
    private static final Comparator<Use> NEWEST = Comparator.comparing(Use::at)
            .reversed()
            .thenComparing(Use::policy)
            .thenComparing(Use::subject)
            .thenComparing(Use::gate);

    /** By exemption, then by what was exempted. Guarded by this. */
    private final Map<String, Map<String, Use>> byExemption = new LinkedHashMap<>();

    synchronized void used(String exemption, Change change, Violation violation, Instant at) {
        if (!byExemption.containsKey(exemption) && byExemption.size() >= MAX_EXEMPTIONS) {
            byExemption.remove(byExemption.keySet().iterator().next());
        }
        var use = new Use(
                violation.policy(),
                change.subject().display(),
                change.gate().label(),
                at.truncatedTo(ChronoUnit.HOURS).toString());
        var uses = byExemption.computeIfAbsent(exemption, name -> new LinkedHashMap<>());
        uses.remove(key(use));
        uses.put(key(use), use);
        if (uses.size() > MAX) {
            uses.remove(uses.keySet().iterator().next());
        }
    }

    /** Ours and what the status already tells, perhaps another replica's. */
    synchronized List<Use> of(String exemption, @Nullable List<Use> known) {
        var all = new LinkedHashMap<String, Use>();
        var told = new ArrayList<Use>(known == null ? List.of() : known);
        told.addAll(byExemption.getOrDefault(exemption, Map.of()).values());
        told.forEach(use -> all.merge(key(use), use, (a, b) -> a.at().compareTo(b.at()) < 0 ? b : a));
        return all.values().stream().sorted(NEWEST).limit(MAX).toList();
    }

    synchronized void forget(String exemption) {
        byExemption.remove(exemption);
    }

    private static String key(Use use) {
        return use.policy() + " " + use.gate() + " " + use.subject();
    }
}
