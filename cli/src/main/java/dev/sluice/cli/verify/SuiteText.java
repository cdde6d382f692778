package dev.sluice.cli.verify;

import dev.sluice.cli.verify.SuiteResult.CaseResult;
import dev.sluice.cli.verify.SuiteResult.TestResult;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The lines that gator prints, which are those of Go's tests, so that what reads them goes on reading. */
final class SuiteText {
    private static final String INDENT = "    ";

    private final PrintWriter out;
    private final boolean verbose;

    SuiteText(PrintWriter out, boolean verbose) {
        this.out = out;
        this.verbose = verbose;
    }

    void print(List<SuiteResult> results) {
        results.forEach(this::suite);
        line(results.stream().anyMatch(SuiteResult::failed) ? "FAIL" : "PASS");
        out.flush();
    }

    private void suite(SuiteResult suite) {
        suite.tests().forEach(this::test);
        line("%s\t%s\t%s"
                .formatted(suite.failed() ? "FAIL" : "ok", suite.suite().shown(), seconds(suite.took())));
        problem("  ", suite.problem());
    }

    private void test(TestResult test) {
        var name = test.test().name();
        if (test.skipped()) {
            told("=== SKIP  " + name);
            return;
        }
        told("=== RUN   " + name);
        test.cases().forEach(this::one);
        if (test.failed()) {
            line("--- FAIL: %s\t(%s)".formatted(name, seconds(test.took())));
            problem("  ", test.problem());
        } else {
            told("--- PASS: %s\t(%s)".formatted(name, seconds(test.took())));
        }
    }

    private void one(CaseResult result) {
        var name = result.of().name();
        if (result.skipped()) {
            told(INDENT + "=== SKIP  " + name);
            return;
        }
        told(INDENT + "=== RUN   " + name);
        if (result.failed()) {
            line("%s--- FAIL: %s\t(%s)".formatted(INDENT, name, seconds(result.took())));
            problem(INDENT + INDENT, result.problem());
        } else {
            told("%s--- PASS: %s\t(%s)".formatted(INDENT, name, seconds(result.took())));
        }
    }

    private void problem(String indent, String problem) {
        if (!problem.isEmpty()) {
            line(indent + problem);
        }
    }

    private void told(String text) {
        if (verbose) {
            line(text);
        }
    }

    /** Always the same end of a line, as in Go. */
    private void line(String text) {
        out.print(text + "\n");
    }

    private static String seconds(Duration took) {
        return String.format(Locale.ROOT, "%.3fs", took.toNanos() / 1e9);
    }
}
