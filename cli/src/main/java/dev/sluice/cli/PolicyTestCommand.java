package dev.sluice.cli;

import dev.sluice.cli.output.Finding;
import dev.sluice.cli.output.Findings;
import dev.sluice.cli.output.Format;
import dev.sluice.cli.output.Result;
import dev.sluice.cli.rego.OpaTests;
import dev.sluice.tools.Tool;
import dev.sluice.tools.Toolchain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the tests of policies. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnInvalidInput = 1,
        description = {
            "Runs the tests of policies, and says which lines they cover: of folders with *_test.rego beside the Rego,",
            "and of Policies with spec.tests. Exit codes: 0 all pass, 1 one fails, covers too little, or cannot be run."
        })
final class PolicyTestCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "Folder of policies.")
    private Path folder = Path.of("");

    @Option(
            names = "--threshold",
            paramLabel = "PERCENT",
            description = "How much of the lines of each policy its tests have to cover. Default: 0.")
    private double threshold;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            converter = Format.Converter.class,
            description = "text, json, junit, sarif, github, csv, html or oscal. Default: text.")
    private Format format = Format.TEXT;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var commandLine = Objects.requireNonNull(spec).commandLine();
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(folder + " is not a folder");
        }
        if (!(threshold >= 0 && threshold <= 100)) {
            throw new IllegalArgumentException("--threshold is a number of percent, from 0 to 100");
        }
        var opa = new Toolchain(commandLine.getErr()::println).executable(Tool.OPA);
        var found = new OpaTests(opa, threshold).test(folder);
        var notes = found.isEmpty() ? List.of("there are no policies in " + folder) : coverage(found);
        var findings = new Findings("sluice policy test", InstantSource.system().instant(), found, notes);
        format.write(findings, commandLine.getOut());
        return findings.count(Result.FAIL) + findings.count(Result.ERROR) > 0 ? 1 : 0;
    }

    /** What people want to see even of policies that pass. */
    private static List<String> coverage(List<Finding> findings) {
        return findings.stream()
                .filter(f -> f.rule().equals("coverage") && f.result() == Result.PASS)
                .map(f -> f.policy() + ": " + f.message())
                .toList();
    }
}
