package dev.sluice.cli.output;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Results counted by what findings have in common. */
public enum Summary {
    POLICY,
    CONTROL,
    NAMESPACE;

    /** The groups a finding counts in; a policy may answer several controls, or none. */
    private List<String> groups(Finding finding) {
        return switch (this) {
            case POLICY -> List.of(finding.policy());
            case CONTROL -> finding.controls();
            case NAMESPACE -> List.of(finding.namespace().isEmpty() ? "(none)" : finding.namespace());
        };
    }

    Map<String, Map<Result, Integer>> of(Findings findings) {
        var counts = new TreeMap<String, Map<Result, Integer>>();
        for (var finding : findings.all()) {
            for (var group : groups(finding)) {
                counts.computeIfAbsent(group, g -> new EnumMap<>(Result.class))
                        .merge(finding.result(), 1, Integer::sum);
            }
        }
        return counts;
    }

    /** As a table for people. */
    public void print(Findings findings, PrintWriter out) {
        out.printf("%-48s", name());
        for (var result : Result.values()) {
            out.printf(" %6s", result.name());
        }
        out.println();
        of(findings).forEach((group, counts) -> {
            out.printf("%-48s", TextTable.plain(group));
            for (var result : Result.values()) {
                out.printf(" %6d", counts.getOrDefault(result, 0));
            }
            out.println();
        });
        out.println(TextTable.plain(findings.title()) + ": " + findings.summary());
        out.flush();
    }
}
