package dev.sluice.e2e.bench;

import dev.sluice.e2e.demo.Scenario;
import dev.sluice.e2e.local.Checkout;
import dev.sluice.e2e.local.JvmFlags;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.tools.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Makes the cache for a faster start (JEP 514): Sluice runs the first step of the scenario, and the JVM writes down which
 * classes it loaded and linked.
 */
public final class Training {
    private static final Duration WRITTEN = Duration.ofMinutes(2);

    private Training() {}

    /** Makes it, unless there is one for the jar that was built. */
    public static void ensure(Checkout checkout, Consumer<String> progress) throws Exception {
        if (checkout.aotCache().isPresent()) {
            return;
        }
        progress.accept("making the cache for a faster start: " + checkout.aotCacheFile());
        // Under its name only when it is whole and works: the JVM writes one of a failed start too, and crashes with
        // it.
        var part = checkout.aotCacheFile().resolveSibling("sluice.aot.part");
        Files.deleteIfExists(part);
        Files.createDirectories(checkout.state());
        var folder = Files.createTempDirectory(checkout.state(), "training-");
        var options = LocalEnvironment.Options.of(checkout, folder)
                .withJvm(List.of("-XX:AOTCacheOutput=" + part, "-Xlog:aot=error"));
        try (var environment = LocalEnvironment.start(options, line -> {});
                var scenario = Scenario.prepare(environment, folder)) {
            scenario.steps().getFirst().action().run();
            environment.startSluice().stop(WRITTEN);
        }
        Folders.delete(folder);
        if (!Files.isRegularFile(part) || !works(checkout, part)) {
            throw new IllegalStateException("the JVM wrote no %s that works".formatted(part));
        }
        Files.move(part, checkout.aotCacheFile(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean works(Checkout checkout, Path cache) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JvmFlags.small("96m"));
        command.addAll(List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on"));
        command.addAll(List.of("-jar", checkout.controllerJar().toString(), "--help"));
        var process = new ProcessBuilder(command)
                .directory(checkout.state().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(WRITTEN.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }
}
