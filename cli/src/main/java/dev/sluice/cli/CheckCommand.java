package dev.sluice.cli;

import dev.sluice.cli.check.FolderCheck;
import dev.sluice.cli.output.Findings;
import dev.sluice.cli.output.Format;
import dev.sluice.cli.output.Result;
import dev.sluice.gate.Exemptions;
import dev.sluice.tools.Tool;
import dev.sluice.tools.Toolchain;
import java.io.IOException;
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

/** Checks manifests without a cluster, for a pull request. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnInvalidInput = CheckCommand.ERROR,
        description = {
            "Checks a folder of manifests without a cluster: schema, references, duplicates, and policies at gate ci.",
            "Exit codes, the highest wins: 0 clean, 1 error (unreadable, not as the schema demands, or the check"
                    + " failed),",
            "2 warnings (only with --warnings-as-errors), 3 denied by policy."
        })
public final class CheckCommand implements Callable<Integer> {
    static final int ERROR = 1;
    private static final int WARNINGS = 2;
    private static final int DENIED = 3;

    @Parameters(paramLabel = "DIR", description = "Folder of manifests (.yaml, .yml, .json).")
    private Path folder = Path.of("");

    @Option(
            names = "--base",
            paramLabel = "REV",
            description = "Look only at what has changed since this Git revision.")
    private @Nullable String base;

    @Option(
            names = "--policies",
            paramLabel = "DIR",
            description = "Folder of further policies that judge; may be given several times.")
    private List<Path> policies = List.of();

    @Option(names = "--warnings-as-errors", description = "Exit with 2 when there are warnings.")
    private boolean warningsAsErrors;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            converter = Format.Converter.class,
            description = "text, json, sarif, junit, github, csv, html or oscal. Default: text.")
    private Format format = Format.TEXT;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var commandLine = Objects.requireNonNull(spec).commandLine();
        var check = new FolderCheck(
                () -> new Toolchain(commandLine.getErr()::println).executable(Tool.OPA),
                Exemptions.NONE,
                InstantSource.system());
        var findings = check.check(folder, base, policies);
        format.write(findings, commandLine.getOut());
        return exitCode(findings, warningsAsErrors);
    }

    static int exitCode(Findings findings, boolean warningsAsErrors) {
        if (findings.count(Result.FAIL) > 0) {
            return DENIED;
        }
        if (warningsAsErrors && findings.count(Result.WARN) > 0) {
            return WARNINGS;
        }
        return findings.count(Result.ERROR) > 0 ? ERROR : 0;
    }
}
