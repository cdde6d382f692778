package dev.sluice.gate.rego;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A version of semver.org 2.0.0; build metadata does not count in comparisons. */
record SemanticVersion(BigInteger major, BigInteger minor, BigInteger patch, List<String> preRelease)
        implements Comparable<SemanticVersion> {
    private static final Pattern FORM = Pattern.compile(
            "(\\d{1,20})\\.(\\d{1,20})\\.(\\d{1,20})(?:-([0-9A-Za-z.-]{1,200}))?(?:\\+[0-9A-Za-z.-]{1,200})?");

    static Optional<SemanticVersion> parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        return Optional.of(new SemanticVersion(
                new BigInteger(form.group(1)),
                new BigInteger(form.group(2)),
                new BigInteger(form.group(3)),
                form.group(4) == null ? List.of() : List.of(form.group(4).split("\\."))));
    }

    @Override
    public int compareTo(SemanticVersion other) {
        var numbers = major.compareTo(other.major) != 0
                ? major.compareTo(other.major)
                : minor.compareTo(other.minor) != 0 ? minor.compareTo(other.minor) : patch.compareTo(other.patch);
        return numbers != 0 ? numbers : comparePreRelease(other);
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
        var numberA = a.matches("\\d+");
        var numberB = b.matches("\\d+");
        if (numberA && numberB) {
            return new BigInteger(a).compareTo(new BigInteger(b));
        }
        return numberA != numberB ? (numberA ? -1 : 1) : Integer.signum(a.compareTo(b));
    }
}
