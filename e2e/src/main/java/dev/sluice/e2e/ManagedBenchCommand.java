package dev.sluice.e2e;

import dev.sluice.e2e.bench.ManagedBench;
import dev.sluice.e2e.bench.Training;
import dev.sluice.e2e.cloud.Fault;
import dev.sluice.e2e.local.Checkout;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.tools.Folders;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what many resources of many kinds cost, also when the cloud throttles and fails. */
@Command(
        name = "managed",
        mixinStandardHelpOptions = true,
        description = {
            "Creates resources of eleven kinds, lets them be compared, changes some by hand, and compares the emulator with",
            "the objects in the end. Each column is a run in an environment of its own.",
            "Exit codes: 0 nothing was lost and nothing doubled, however slow; 1 something was, or failed."
        })
final class ManagedBenchCommand implements Callable<Integer> {
    @Option(names = "--objects", defaultValue = "1000", description = "How many. Default: ${DEFAULT-VALUE}.")
    private int objects;

    @Option(
            names = "--many-objects",
            defaultValue = "5000",
            description = "How many in the run 'many'. Default: ${DEFAULT-VALUE}.")
    private int manyObjects;

    @Option(
            names = "--faulty-objects",
            defaultValue = "300",
            description = "How many in the runs with faults. Default: ${DEFAULT-VALUE}.")
    private int faultyObjects;

    @Option(
            names = "--poll",
            defaultValue = "60",
            description = "Seconds between two comparisons of a resource. Default: ${DEFAULT-VALUE}.")
    private int poll;

    @Option(
            names = "--runs",
            split = ",",
            defaultValue = "workers-32,workers-1,many,throttled,failing",
            description = "Which runs. Default: ${DEFAULT-VALUE}.")
    private List<String> runs = List.of();

    @Option(names = "--heap", defaultValue = "96m", description = "Sluice's heap. Default: ${DEFAULT-VALUE}.")
    private String heap = "";

    @Option(
            names = "--many-heap",
            defaultValue = "192m",
            description = "Sluice's heap in the run 'many'. Default: ${DEFAULT-VALUE}.")
    private String manyHeap = "";

    @Option(names = "--seed", defaultValue = "4711", description = "Of the faults. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() throws Exception {
        var checkout = Checkout.find();
        Training.ensure(checkout, System.out::println);
        var results = new ArrayList<ManagedBench.Result>();
        for (var run : runs) {
            results.add(measured(checkout, setting(run), run.equals("many") ? manyHeap : heap));
        }
        print(results);
        results.forEach(result -> result.findings()
                .forEach(finding -> System.out.println(result.setting().name() + ": " + finding)));
        return results.stream().allMatch(result -> result.findings().isEmpty()) ? 0 : 1;
    }

    private ManagedBench.Setting setting(String run) {
        var interval = Duration.ofSeconds(poll);
        return switch (run) {
            case "workers-1" -> new ManagedBench.Setting("1 worker", objects, 1, interval, List.of());
            case "workers-32" -> new ManagedBench.Setting("32 workers", objects, 32, interval, List.of());
            case "many" -> new ManagedBench.Setting("32 workers, many", manyObjects, 32, interval, List.of());
            case "throttled" ->
                new ManagedBench.Setting(
                        "20 % throttled",
                        faultyObjects, 32, interval, List.of(Fault.throttled().share(0.2, seed)));
            case "failing" ->
                new ManagedBench.Setting(
                        "5 % answered 500",
                        faultyObjects,
                        32,
                        interval,
                        List.of(
                                // Half of them after the cloud has done what was asked.
                                Fault.internalError().share(0.025, seed),
                                Fault.dropAnswer().share(0.025, seed + 1)));
            default -> throw new IllegalArgumentException("there is no run " + run);
        };
    }

    private static ManagedBench.Result measured(Checkout checkout, ManagedBench.Setting setting, String heap)
            throws Exception {
        System.out.printf(Locale.ROOT, "%s: %d objects, heap %s%n", setting.name(), setting.objects(), heap);
        var folder = Files.createTempDirectory(Files.createDirectories(checkout.state()), "bench-");
        var options = LocalEnvironment.Options.of(checkout, folder)
                .withHeap(heap)
                .withFlags(List.of("--workers", String.valueOf(setting.workers())))
                .withDefinitions(ManagedBench::isUsed);
        ManagedBench.Result result;
        try (var environment = LocalEnvironment.start(options, line -> {})) {
            result = new ManagedBench(environment, setting, System.out::println).run();
        }
        Folders.delete(folder);
        return result;
    }

    private static void print(List<ManagedBench.Result> results) {
        var names = new LinkedHashSet<String>();
        results.forEach(result -> names.addAll(result.figures().keySet()));
        System.out.println();
        row("", results.stream().map(r -> r.setting().name()).toList());
        row(
                "objects",
                results.stream().map(r -> String.valueOf(r.setting().objects())).toList());
        for (var name : names) {
            row(
                    name,
                    results.stream()
                            .map(r -> r.figures().getOrDefault(name, ""))
                            .toList());
        }
    }

    private static void row(String name, List<String> cells) {
        var line = new StringBuilder(String.format(Locale.ROOT, "%-58s", name));
        cells.forEach(cell -> line.append(String.format(Locale.ROOT, " | %-18s", cell)));
        System.out.println(line);
    }
}
