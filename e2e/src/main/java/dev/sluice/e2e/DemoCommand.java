package dev.sluice.e2e;

import dev.sluice.e2e.demo.Scenario;
import dev.sluice.e2e.demo.Step;
import dev.sluice.e2e.local.Checkout;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.tools.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The whole scenario, from git push to a gated cloud. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "The whole scenario, from git push to a gated cloud, on real servers.",
            "Without --once it stays up until Ctrl-C.",
            "Exit codes: 0 every step was as expected, 1 one was not."
        })
final class DemoCommand implements Callable<Integer> {
    private static final int WIDTH = 48;

    @Option(names = "--once", description = "Runs the scenario, prints one table, and ends.")
    private boolean once;

    private record Result(Step step, boolean passed, String seen, Duration took) {}

    @Override
    public Integer call() throws Exception {
        var checkout = Checkout.find();
        Files.createDirectories(checkout.state());
        var folder = Files.createTempDirectory(checkout.state(), "demo-");
        var passed = false;
        try (var environment = LocalEnvironment.start(LocalEnvironment.Options.of(checkout, folder), DemoCommand::say);
                var scenario = prepared(environment, folder)) {
            var results = run(scenario.steps());
            passed = results.size() == scenario.steps().size()
                    && results.getLast().passed();
            System.out.println(table(results));
            if (!once) {
                stay(environment, scenario);
            }
        } finally {
            // The logs of a failure are worth keeping.
            if (passed) {
                Folders.delete(folder);
            } else {
                say("the logs are in " + folder);
            }
        }
        return passed ? 0 : 1;
    }

    private static Scenario prepared(LocalEnvironment environment, Path folder) throws IOException {
        var scenario = Scenario.prepare(environment, folder);
        say("git: " + scenario.gitUrl());
        var sluice = environment.startSluice();
        say("sluice: %s, ready after %d ms, %d MB resident"
                .formatted(
                        sluice.addresses().http(),
                        sluice.startTook().toMillis(),
                        sluice.use().residentBytes() >> 20));
        return scenario;
    }

    /** In order; a step that fails is the last, for the others stand on it. */
    private static List<Result> run(List<Step> steps) {
        var results = new ArrayList<Result>();
        for (var step : steps) {
            say("");
            say("[%d/%d] %s".formatted(results.size() + 1, steps.size(), step.name()));
            var result = run(step);
            results.add(result);
            say("      %s after %s s: %s"
                    .formatted(result.passed() ? "as expected" : "FAILED", seconds(result.took()), result.seen()));
            if (!result.passed()) {
                break;
            }
        }
        return results;
    }

    private static Result run(Step step) {
        var began = System.nanoTime();
        try {
            return new Result(step, true, step.action().run(), since(began));
        } catch (Exception | AssertionError e) {
            var message = e instanceof AssertionError ? String.valueOf(e.getMessage()) : e.toString();
            if (System.getenv("SLUICE_DEBUG") != null) {
                e.printStackTrace();
            }
            return new Result(step, false, message, since(began));
        }
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static void stay(LocalEnvironment environment, Scenario scenario) throws InterruptedException {
        var stop = new CountDownLatch(1);
        var main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            stop.countDown();
            try {
                main.join(Duration.ofSeconds(30));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        System.out.printf(
                """

                Everything stays up until Ctrl-C:
                  export KUBECONFIG=%s
                  export AWS_ENDPOINT_URL=%s AWS_REGION=%s AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
                  git clone %s
                  Sluice (/metrics, /healthz, /readyz): %s
                  kubectl: %s
                """,
                environment.controlPlane().adminKubeconfig(),
                environment.proxy().endpoint(),
                LocalEnvironment.REGION,
                scenario.gitUrl(),
                environment.startSluice().addresses().http(),
                environment.kubectl());
        stop.await();
    }

    private static String table(List<Result> results) {
        var text = new StringBuilder("\n");
        text.append(row("step", "expected", "seen", "seconds"));
        text.append(row("-".repeat(WIDTH), "-".repeat(WIDTH), "-".repeat(WIDTH), "-------"));
        for (int i = 0; i < results.size(); i++) {
            var result = results.get(i);
            var step = wrapped("%d. %s".formatted(i + 1, result.step().name()));
            var expected = wrapped(result.step().expected());
            var seen = wrapped((result.passed() ? "✓ " : "✗ ")
                    + result.seen().lines().findFirst().orElse(""));
            var height = Math.max(step.size(), Math.max(expected.size(), seen.size()));
            for (int line = 0; line < height; line++) {
                text.append(row(
                        at(step, line), at(expected, line), at(seen, line), line == 0 ? seconds(result.took()) : ""));
            }
        }
        return text.toString();
    }

    private static String row(String step, String expected, String seen, String seconds) {
        return String.format(Locale.ROOT, "%-48s | %-48s | %-48s | %7s%n", step, expected, seen, seconds);
    }

    private static String seconds(Duration took) {
        return String.format(Locale.ROOT, "%.1f", took.toMillis() / 1000.0);
    }

    private static String at(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index) : "";
    }

    private static List<String> wrapped(String text) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : text.split(" ")) {
            if (line.length() + word.length() + 1 > WIDTH && !line.isEmpty()) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
            while (line.length() > WIDTH) {
                lines.add(line.substring(0, WIDTH));
                line.delete(0, WIDTH);
            }
        }
        lines.add(line.toString());
        return lines;
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
