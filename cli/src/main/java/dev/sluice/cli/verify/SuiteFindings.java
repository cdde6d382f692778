package dev.sluice.cli.verify;

import dev.sluice.cli.output.Finding;
import dev.sluice.cli.output.Finding.Place;
import dev.sluice.cli.output.Findings;
import dev.sluice.cli.output.Result;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How suites went, for the writers that {@code check} and {@code report} have too. A case is a finding, passed or not. */
final class SuiteFindings {
    private SuiteFindings() {}

    static Findings of(List<SuiteResult> results, Instant at) {
        var findings = new ArrayList<Finding>();
        for (var suite : results) {
            var file = suite.suite().shown();
            if (!suite.problem().isEmpty()) {
                findings.add(finding(Result.ERROR, file, "suite", suite.problem(), new Place(file, 1)));
            }
            if (suite.skipped()) {
                findings.add(finding(Result.SKIP, file, "suite", "skipped", new Place(file, 1)));
            }
            for (var test : suite.tests()) {
                add(test, file, findings);
            }
        }
        return new Findings("sluice policy verify", at, findings, List.of());
    }

    private static void add(SuiteResult.TestResult result, String file, List<Finding> findings) {
        var test = result.test();
        var place = new Place(file, test.line());
        if (result.skipped()) {
            findings.add(finding(Result.SKIP, test.name(), "test", "skipped", place));
        } else if (!result.problem().isEmpty()) {
            findings.add(finding(Result.ERROR, test.name(), "test", result.problem(), place));
        } else if (test.invalid()) {
            findings.add(finding(Result.PASS, test.name(), "invalid", "refused as expected", place));
        }
        for (var one : result.cases()) {
            var message = one.skipped() ? "skipped" : one.failed() ? one.problem() : "as expected";
            var told = one.skipped() ? Result.SKIP : one.failed() ? Result.FAIL : Result.PASS;
            findings.add(finding(
                    told,
                    test.name(),
                    one.of().name(),
                    message,
                    new Place(file, one.of().line())));
        }
    }

    private static Finding finding(Result result, String policy, String rule, String message, Place place) {
        return Finding.of(result, policy, rule, message, place);
    }
}
