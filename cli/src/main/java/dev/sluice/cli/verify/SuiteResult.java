package dev.sluice.cli.verify;

import java.time.Duration;
import java.util.List;

/**
 * How a suite went.
 *
 * @param problem why it failed as a whole; empty where it did not
 */
record SuiteResult(Suite suite, boolean skipped, String problem, Duration took, List<TestResult> tests) {
    SuiteResult {
        tests = List.copyOf(tests);
    }

    boolean failed() {
        return !problem.isEmpty() || tests.stream().anyMatch(TestResult::failed);
    }

    /** @param problem why no case could be run, or the constraint is not what was expected; empty for neither */
    record TestResult(Suite.Test test, boolean skipped, String problem, Duration took, List<CaseResult> cases) {
        TestResult {
            cases = List.copyOf(cases);
        }

        static TestResult skipped(Suite.Test test) {
            return new TestResult(test, true, "", Duration.ZERO, List.of());
        }

        boolean failed() {
            return !problem.isEmpty() || cases.stream().anyMatch(CaseResult::failed);
        }
    }

    /** @param problem what was not as expected; empty where everything was */
    record CaseResult(Suite.Case of, boolean skipped, String problem, Duration took) {

        static CaseResult skipped(Suite.Case of) {
            return new CaseResult(of, true, "", Duration.ZERO);
        }

        boolean failed() {
            return !problem.isEmpty();
        }
    }
}
