package dev.sluice.gate.gatekeeper;

/** Gatekeeper's patterns of names: a star at the beginning, at the end, or at both; anywhere else it is a star. */
final class Glob {
    private Glob() {}

    static boolean matches(String pattern, String name) {
        var before = pattern.startsWith("*");
        var after = pattern.endsWith("*");
        if (before && after) {
            return pattern.length() < 3 || name.contains(pattern.substring(1, pattern.length() - 1));
        }
        if (after) {
            return name.startsWith(pattern.substring(0, pattern.length() - 1));
        }
        return before ? name.endsWith(pattern.substring(1)) : name.equals(pattern);
    }
}
