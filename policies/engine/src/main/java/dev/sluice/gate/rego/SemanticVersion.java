package dev.sluice.gate.rego;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A version of semver.org 2.0.0, as OPA reads it; build metadata does not count in comparisons. */
record SemanticVersion(long major, long minor, long patch, List<String> preRelease)
        implements Comparable<SemanticVersion> {
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,18}");
    private static final Pattern IDENTIFIER = Pattern.compile("[0-9A-Za-z-]++");
    private static final Pattern DECIMALS = Pattern.compile("[0-9]++");
    private static final Comparator<SemanticVersion> RELEASE = Comparator.comparingLong(SemanticVersion::major)
            .thenComparingLong(SemanticVersion::minor)
            .thenComparingLong(SemanticVersion::patch);

    static Optional<SemanticVersion> parse(String text) {
        var version = text.startsWith("v") ? text.substring(1) : text;
        var plus = version.indexOf('+');
        if (plus >= 0 && !identifiers(version.substring(plus + 1)).stream().allMatch(SemanticVersion::isIdentifier)) {
            return Optional.empty();
        }
        version = plus < 0 ? version : version.substring(0, plus);
        var dash = version.indexOf('-');
        var preRelease = dash < 0 ? List.<String>of() : identifiers(version.substring(dash + 1));
        if (!preRelease.stream().allMatch(SemanticVersion::isPreRelease)) {
            return Optional.empty();
        }
        return release(dash < 0 ? version : version.substring(0, dash), preRelease);
    }

    private static Optional<SemanticVersion> release(String text, List<String> preRelease) {
        var numbers = identifiers(text);
        if (numbers.size() != 3
                || !numbers.stream().allMatch(n -> NUMBER.matcher(n).matches())) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SemanticVersion(
                    Long.parseLong(numbers.get(0)),
                    Long.parseLong(numbers.get(1)),
                    Long.parseLong(numbers.get(2)),
                    preRelease));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static List<String> identifiers(String text) {
        return Arrays.asList(text.split("\\.", -1));
    }

    private static boolean isIdentifier(String text) {
        return IDENTIFIER.matcher(text).matches();
    }

    private static boolean isPreRelease(String text) {
        return isIdentifier(text) && !(isNumber(text) && text.length() > 1 && text.startsWith("0"));
    }

    private static boolean isNumber(String text) {
        return DECIMALS.matcher(text).matches();
    }

    @Override
    public int compareTo(SemanticVersion other) {
        var release = RELEASE.compare(this, other);
        return release != 0 ? release : comparePreRelease(other);
    }

    private int comparePreRelease(SemanticVersion other) {
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
        }
        for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
            var step = compare(preRelease.get(i), other.preRelease.get(i));
            if (step != 0) {
                return step;
            }
        }
        return Integer.compare(preRelease.size(), other.preRelease.size());
    }

    private static int compare(String a, String b) {
        if (isNumber(a) && isNumber(b)) {
            return Long.compare(clamped(a), clamped(b));
        }
        return isNumber(a) != isNumber(b) ? (isNumber(a) ? -1 : 1) : Integer.signum(a.compareTo(b));
    }

    /** OPA compares 64 bits; what is larger counts as the largest. */
    private static long clamped(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
