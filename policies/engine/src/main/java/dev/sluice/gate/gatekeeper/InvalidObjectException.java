package dev.sluice.gate.gatekeeper;

import java.util.List;
import java.util.stream.Collectors;

/** A template or a constraint that cannot be a policy. */
public final class InvalidObjectException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    InvalidObjectException(Problem problem) {
        this(List.of(problem));
    }

    /** @param problems at least one */
    InvalidObjectException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
