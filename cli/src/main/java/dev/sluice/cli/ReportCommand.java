package dev.sluice.cli;

import dev.sluice.cli.output.Format;
import dev.sluice.cli.output.Result;
import dev.sluice.cli.output.Summary;
import dev.sluice.cli.report.ClusterFindings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What policies say of what stands in the cluster, for people and for auditors. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnInvalidInput = 1,
        description = {
            "What the policies in force say of what stands in the cluster of KUBECONFIG, from its policy reports.",
            "Exit codes: 0 printed, 1 it could not be read, 3 something fails and --fail was given."
        })
public final class ReportCommand implements Callable<Integer> {
    private static final int FAILS = 3;

    @Option(
            names = {"-n", "--namespace"},
            description = "Only this namespace. Default: all, and what is in none.")
    private @Nullable String namespace;

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            description = "Only numbers, by policy, control or namespace; for text. The page (html) has all of them.")
    private @Nullable String by;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            converter = Format.Converter.class,
            description = "text, html, csv, json, junit, sarif, oscal or github. Default: text.")
    private Format format = Format.TEXT;

    @Option(names = "--fail", description = "Exit with 3 when something fails.")
    private boolean fail;

    @Option(names = "--kubeconfig", description = "Default: what KUBECONFIG names.")
    private @Nullable Path kubeconfig;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var summary = summary();
        try (var client = kubeconfig == null ? Clients.ofEnvironment() : Clients.of(kubeconfig)) {
            var findings = new ClusterFindings(client).read(namespace, InstantSource.system());
            var out = Objects.requireNonNull(spec).commandLine().getOut();
            if (summary == null) {
                format.write(findings, out);
            } else {
                summary.print(findings, out);
            }
            return fail && findings.count(Result.FAIL) + findings.count(Result.ERROR) > 0 ? FAILS : 0;
        }
    }

    private @Nullable Summary summary() {
        if (by == null) {
            return null;
        }
        if (format != Format.TEXT) {
            throw wrong("--by is for text; every other form holds what it would count");
        }
        var wanted = by.toUpperCase(Locale.ROOT);
        return Arrays.stream(Summary.values())
                .filter(s -> s.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> wrong("--by " + by + ": write policy, control or namespace"));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
}
