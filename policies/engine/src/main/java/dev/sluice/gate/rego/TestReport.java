package dev.sluice.gate.rego;

import java.util.List;

/**
 * How a policy's own tests went.
 *
 * @param failures with lines in the tests; tests that cannot be run, or are none, are a failure
 */
public record TestReport(int passed, int failed, List<Finding> failures) {
    public TestReport {
        failures = List.copyOf(failures);
    }
}
