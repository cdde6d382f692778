package dev.sluice.gate.rego;

import java.util.List;
import java.util.stream.Collectors;

/** The verdict on one policy, looked at alone. */
public sealed interface Checked {

    /**
     * @param digest identifies the revision
     * @param warnings what {@code opa check --strict} finds
     */
    record Compiled(String digest, List<Finding> warnings) implements Checked {
        public Compiled {
            warnings = List.copyOf(warnings);
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
