package dev.sluice.e2e;

import dev.sluice.e2e.bench.Figure;
import dev.sluice.e2e.bench.GateBench;
import dev.sluice.e2e.bench.StartBench;
import dev.sluice.e2e.bench.SyncBench;
import dev.sluice.e2e.bench.Training;
import dev.sluice.e2e.local.Checkout;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.tools.Folders;
import dev.sluice.tools.Tool;
import dev.sluice.tools.Toolchain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures, and prints what it measured beside the goals. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = {GateBenchCommand.class, ManagedBenchCommand.class},
        description = {
            "Measures on real servers, and prints what it measured beside the goals. Nothing is asserted: a slow machine",
            "is slow. Close other programs first. Installed are the kinds of the example: Bucket, Queue and Table.",
            "Exit codes: 0 measured, 1 something failed."
        })
final class BenchCommand implements Callable<Integer> {
    @Option(
            names = "--queues",
            defaultValue = "1000",
            description = "Queues of the large commit. Default: ${DEFAULT-VALUE}.")
    private int queues;

    @Option(
            names = "--policies",
            defaultValue = "20",
            description = "Policies of the gate's figures. Default: ${DEFAULT-VALUE}.")
    private int policies;

    @Override
    public Integer call() throws Exception {
        var checkout = Checkout.find();
        Training.ensure(checkout, BenchCommand::say);
        var figures = new ArrayList<Figure>();
        inEnvironment(checkout, List.of(), (environment, folder) -> {
            figures.addAll(StartBench.run(environment, "plain"));
        });
        var cached = List.of("-XX:AOTCache=" + checkout.aotCacheFile());
        inEnvironment(checkout, cached, (environment, folder) -> {
            figures.addAll(StartBench.run(environment, "with the start cache"));
        });
        inEnvironment(checkout, cached, (environment, folder) -> {
            figures.addAll(new SyncBench(environment, queues, BenchCommand::say).run(folder));
        });
        var opa = new Toolchain(line -> {}).executable(Tool.OPA);
        figures.addAll(new GateBench(checkout, opa).run(policies));
        print(figures);
        return 0;
    }

    /** The kinds of the example and no others: a kind whose definition is not installed costs nothing. */
    private static boolean isUsed(String definition) {
        return !definition.endsWith(".aws.sluice.dev.yaml")
                || definition.startsWith("providerconfigs.")
                || definition.startsWith("buckets.s3.")
                || definition.startsWith("queues.sqs.")
                || definition.startsWith("tables.dynamodb.");
    }

    interface Measurement {
        void in(LocalEnvironment environment, Path folder) throws Exception;
    }

    /** In an environment of its own, so that no figure depends on another. */
    static void inEnvironment(Checkout checkout, List<String> jvm, Measurement measurement) throws Exception {
        var folder = Files.createTempDirectory(Files.createDirectories(checkout.state()), "bench-");
        var options = LocalEnvironment.Options.of(checkout, folder).withJvm(jvm).withDefinitions(BenchCommand::isUsed);
        try (var environment = LocalEnvironment.start(options, line -> {})) {
            measurement.in(environment, folder);
        }
        Folders.delete(folder);
    }

    private static void say(String line) {
        System.out.println(line);
    }

    static void print(List<Figure> figures) {
        System.out.println();
        print("figure", "measured", "goal");
        print("-".repeat(64), "-".repeat(40), "-".repeat(10));
        figures.forEach(f -> print(f.name(), f.measured(), f.goal()));
    }

    private static void print(String name, String measured, String goal) {
        System.out.printf(Locale.ROOT, "%-64s | %-40s | %s%n", name, measured, goal);
    }
}
