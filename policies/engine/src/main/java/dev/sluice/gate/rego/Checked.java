package dev.sluice.gate.rego;

import java.util.List;
import java.util.stream.Collectors;

/** The verdict on one policy, looked at alone. */
public sealed interface Checked {

    /**
     * @param digest identifies the revision
     * @param warnings what {@code opa check --strict} finds
     * @param engine what evaluates it
     * @param lacking the functions for which it needs {@link Engine#SERVER}
     */
    record Compiled(String digest, List<Finding> warnings, Engine engine, List<String> lacking) implements Checked {
        public Compiled {
            warnings = List.copyOf(warnings);
            lacking = List.copyOf(lacking);
        }
    }

    /** @param errors at least one */
    record Broken(List<Finding> errors) implements Checked {
        public Broken {
            errors = List.copyOf(errors);
        }

        /** All errors in one sentence. */
        public String message() {
            return "The Rego does not compile: "
                    + errors.stream().map(Finding::toString).collect(Collectors.joining("; ")) + ".";
        }
    }
}
