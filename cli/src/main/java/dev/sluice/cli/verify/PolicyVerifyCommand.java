package dev.sluice.cli.verify;

import dev.sluice.cli.output.Format;
import dev.sluice.cli.verify.Suites.UnusableSuiteException;
import dev.sluice.tools.Tool;
import dev.sluice.tools.Toolchain;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs gator's suites. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Runs suites of tests of Gatekeeper constraints (kind Suite of test.gatekeeper.sh), as gator verify does.",
            "Exit codes: 0 everything was as expected, 1 something was not, or a suite cannot be read."
        })
public final class PolicyVerifyCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "A suite's file, a folder with suites, or FOLDER/... for those of its folders too.")
    private List<String> paths = List.of();

    @Option(
            names = {"-r", "--run"},
            paramLabel = "REGEX",
            description = "Only what has a matching name: TEST//CASE, or one expression for either.")
    private String run = "";

    @Option(
            names = {"-v", "--verbose"},
            description = "Also what passed and what was skipped.")
    private boolean verbose;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            converter = Format.Converter.class,
            description = "text (gator's lines), json, junit, sarif, or another of the forms of check. Default: text.")
    private Format format = Format.TEXT;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var line = Objects.requireNonNull(spec).commandLine();
        var filter = RunFilter.of(run);
        var suites = suites(line.getErr());
        if (suites == null) {
            return 1;
        }
        var results = run(suites, filter, line.getErr());
        if (format == Format.TEXT) {
            new SuiteText(line.getOut(), verbose).print(results);
        } else {
            format.write(SuiteFindings.of(results, InstantSource.system().instant()), line.getOut());
        }
        return results.stream().anyMatch(SuiteResult::failed) ? 1 : 0;
    }

    /** Null where one cannot be read: half of the tests are not the tests. */
    private @Nullable List<Suite> suites(PrintWriter err) {
        var suites = new ArrayList<Suite>();
        try {
            for (var path : paths) {
                var found = Suites.at(path);
                if (found.isEmpty()) {
                    err.println("sluice: there are no suites at " + path);
                }
                suites.addAll(found);
            }
            return suites;
        } catch (UnusableSuiteException | IllegalArgumentException e) {
            err.println("sluice: " + e.getMessage());
            return null;
        } catch (IOException | UncheckedIOException e) {
            err.println("sluice: a suite cannot be read: " + e.getMessage());
            return null;
        }
    }

    private static List<SuiteResult> run(List<Suite> suites, RunFilter filter, PrintWriter err) {
        if (suites.isEmpty()) {
            return List.of();
        }
        try (var runner = new SuiteRunner(new Toolchain(err::println).executable(Tool.OPA), InstantSource.system())) {
            return suites.stream().map(suite -> runner.run(suite, filter)).toList();
        }
    }
}
