package dev.sluice.report;

import dev.sluice.api.GatePoint;
import dev.sluice.gate.Change;
import dev.sluice.gate.Decision;
import dev.sluice.gate.DecisionSink;
import dev.sluice.gate.Gate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The last requests that were refused at admission, by namespace. What was refused does not exist and has no report of its
 * own, so each namespace has one for all of it; it holds the last ones and is no history.
 */
public final class Denials implements DecisionSink {
    static final String NAME = "sluice-denials";
    static final int PER_NAMESPACE = 50;
    private static final int NAMESPACES = 500;

    /** Guarded by this. */
    private final Map<String, ArrayDeque<ObjectReport.Entry>> byNamespace = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ArrayDeque<ObjectReport.Entry>> eldest) {
            return size() > NAMESPACES;
        }
    };

    /** Guarded by this: namespaces whose report has to be written. */
    private final Set<String> told = new LinkedHashSet<>();

    @Override
    public void decided(Decision decision, long nanoseconds) {
        if (decision instanceof Decision.Rejected rejected
                && rejected.change().gate() == GatePoint.ADMISSION
                && rejected.violations().stream().noneMatch(v -> v.policy().equals(Gate.SELF))) {
            add(rejected);
        }
    }

    private synchronized void add(Decision.Rejected rejected) {
        var change = rejected.change();
        var subject = change.subject();
        var about =
                new ObjectReport.Subject(subject.apiVersion(), subject.kind(), subject.namespace(), subject.name(), "");
        var last = byNamespace.computeIfAbsent(subject.namespace(), n -> new ArrayDeque<>());
        for (var violation : rejected.violations()) {
            var verdict = new Verdict(
                    violation.policy(),
                    "violation",
                    violation.severity() == null ? "medium" : violation.severity(),
                    Verdict.Result.FAIL,
                    "deny",
                    violation.message(),
                    properties(rejected, change));
            last.addLast(new ObjectReport.Entry(verdict, about, rejected.at()));
            if (last.size() > PER_NAMESPACE) {
                last.removeFirst();
            }
        }
        told.add(subject.namespace());
    }

    private static Map<String, String> properties(Decision.Rejected rejected, Change change) {
        return Map.of(
                "enforcement", "deny",
                "gate", change.gate().label(),
                "operation", change.operation().name().toLowerCase(Locale.ROOT),
                "user", change.user() == null ? "" : change.user().name(),
                "decision", rejected.id());
    }

    /** Reports of the namespaces in which something was refused since this was asked before. */
    synchronized List<ObjectReport> take() {
        var reports = new ArrayList<ObjectReport>();
        for (var namespace : told) {
            var last = byNamespace.get(namespace);
            if (last != null) {
                reports.add(new ObjectReport(namespace, NAME, null, Map.of(), List.copyOf(last)));
            }
        }
        told.clear();
        return reports;
    }
}
