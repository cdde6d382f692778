package dev.sluice.cli.output;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How much a finding matters, from most to least. */
public enum Severity {
    CRITICAL("9.5"),
    HIGH("8.0"),
    MEDIUM("5.0"),
    LOW("3.0"),
    INFO("0.0");

    private final String score;

    Severity(String score) {
        this.score = score;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** On the scale from 0 to 10 on which code scanning sorts. */
    String score() {
        return score;
    }

    /** Medium where nothing, or nothing known, is said. */
    public static Severity of(@Nullable String label) {
        for (var severity : values()) {
            if (severity.label().equals(label)) {
                return severity;
            }
        }
        return MEDIUM;
    }
}
