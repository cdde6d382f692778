package dev.sluice.e2e;

import dev.sluice.e2e.bench.Figure;
import dev.sluice.e2e.bench.GateBench;
import dev.sluice.e2e.bench.SyncBench;
import dev.sluice.e2e.bench.Training;
import dev.sluice.e2e.local.Checkout;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.tools.Folders;
import dev.sluice.tools.Tool;
import dev.sluice.tools.Toolchain;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures, and prints what it measured beside the goals. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures on real servers, and prints what it measured beside the goals. Nothing is asserted: a slow machine",
            "is slow. Close other programs first.",
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
        var folder = Files.createTempDirectory(Files.createDirectories(checkout.state()), "bench-");
        try (var environment =
                LocalEnvironment.start(LocalEnvironment.Options.of(checkout, folder), BenchCommand::say)) {
            figures.addAll(new SyncBench(environment, queues, BenchCommand::say).run(folder));
        }
        Folders.delete(folder);
        var opa = new Toolchain(line -> {}).executable(Tool.OPA);
        figures.addAll(new GateBench(checkout, opa).run(policies));
        System.out.println();
        print("figure", "measured", "goal");
        print("-".repeat(64), "-".repeat(40), "-".repeat(10));
        figures.forEach(f -> print(f.name(), f.measured(), f.goal()));
        return 0;
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private static void print(String name, String measured, String goal) {
        System.out.printf(Locale.ROOT, "%-64s | %-40s | %s%n", name, measured, goal);
    }
}
