package dev.sluice.cli.output;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Findings of one run, sorted: what matters most first, then by place.
 *
 * @param title what was looked at
 * @param notes what a reader has to know of the whole, for example what could not be checked
 */
public record Findings(String title, Instant at, List<Finding> all, List<String> notes) {
    private static final Comparator<Finding> ORDER = Comparator.<Finding>comparingInt(f -> switch (f.result()) {
                case ERROR -> 0;
                case FAIL -> 1;
                case WARN -> 2;
                case SKIP -> 3;
                case PASS -> 4;
            })
            .thenComparing(Finding::severity)
            .thenComparing(Finding::subject)
            .thenComparingInt(f -> f.place() == null ? 0 : f.place().line())
            .thenComparing(f -> f.resource() == null ? "" : f.resource().display())
            .thenComparing(Finding::ruleId)
            .thenComparing(Finding::message);

    public Findings {
        all = all.stream().sorted(ORDER).toList();
        notes = List.copyOf(notes);
    }

    public int count(Result result) {
        return (int) all.stream().filter(f -> f.result() == result).count();
    }

    /** {@code 2 failed, 1 warning, 10 passed}; only what there is. */
    String summary() {
        var said = Stream.of(
                        told(Result.ERROR, "could not be checked"),
                        told(Result.FAIL, "failed"),
                        told(Result.WARN, "warned of"),
                        told(Result.SKIP, "exempt"),
                        told(Result.PASS, "passed"))
                .filter(words -> !words.isEmpty())
                .toList();
        return said.isEmpty() ? "nothing found" : String.join(", ", said);
    }

    private String told(Result result, String words) {
        return count(result) == 0 ? "" : count(result) + " " + words;
    }
}
