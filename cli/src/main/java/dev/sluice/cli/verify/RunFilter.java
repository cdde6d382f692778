package dev.sluice.cli.verify;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Which tests and cases are run, in gator's notation: {@code TEST//CASE} takes cases whose name and whose test's name
 * match; an expression without {@code //} takes cases of which either name matches.
 */
record RunFilter(@Nullable Pattern test, @Nullable Pattern caseName, boolean either) {
    private static final String SEPARATOR = "//";

    static final RunFilter ALL = new RunFilter(null, null, false);

    static RunFilter of(String text) {
        if (text.isEmpty()) {
            return ALL;
        }
        var parts = text.split(SEPARATOR, -1);
        return switch (parts.length) {
            case 1 -> new RunFilter(pattern(parts[0]), pattern(parts[0]), true);
            case 2 -> new RunFilter(pattern(parts[0]), pattern(parts[1]), false);
            default -> throw new IllegalArgumentException("--run takes one // at most, not " + text);
        };
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("--run is no regular expression: " + e.getMessage(), e);
        }
    }

    boolean takes(Suite.Test one) {
        return found(test, one.name()) || (either && one.cases().stream().anyMatch(c -> found(caseName, c.name())));
    }

    boolean takes(Suite.Test one, Suite.Case of) {
        var byTest = found(test, one.name());
        var byCase = found(caseName, of.name());
        return either ? byTest || byCase : byTest && byCase;
    }

    private static boolean found(@Nullable Pattern pattern, String name) {
        return pattern == null || pattern.matcher(name).find();
    }
}
