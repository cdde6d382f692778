package dev.sluice.cli.output;

import java.util.Locale;

/** How a check went, in the words of policy reports. */
public enum Result {
    PASS,
    /** An objection that rejects. */
    FAIL,
    /** An objection that does not reject. */
    WARN,
    /** It could not be said whether there is an objection. */
    ERROR,
    /** An objection that an exemption covers. */
    SKIP;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** True where a person has something to do. */
    public boolean isProblem() {
        return this == FAIL || this == ERROR;
    }
}
