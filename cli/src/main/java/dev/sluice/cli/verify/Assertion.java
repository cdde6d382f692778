package dev.sluice.cli.verify;

import com.google.re2j.Pattern;
import dev.sluice.api.Violation;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of the violations.
 *
 * @param least so many at least
 * @param most so many at most
 * @param message counts only violations whose message it is found in; null for all
 */
record Assertion(int least, int most, @Nullable Pattern message) {

    /** What is not as expected; empty where it is. */
    String objection(Collection<Violation> violations) {
        var matching = violations.stream()
                .filter(v -> message == null || message.matcher(v.message()).find())
                .count();
        if (matching >= least && matching <= most) {
            return "";
        }
        return "wanted %s%s, got %d; all messages: %s"
                .formatted(
                        wanted(),
                        message == null ? "" : " matching \"%s\"".formatted(message.pattern()),
                        matching,
                        violations.stream().map(Violation::message).toList());
    }

    private String wanted() {
        if (most == 0) {
            return "no violation";
        }
        return most == Integer.MAX_VALUE
                ? "at least %d violation".formatted(least)
                : "exactly %d violations".formatted(least);
    }
}
