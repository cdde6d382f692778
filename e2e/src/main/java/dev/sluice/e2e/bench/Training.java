package dev.sluice.e2e.bench;

import dev.sluice.e2e.demo.Scenario;
import dev.sluice.e2e.local.Checkout;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.tools.Folders;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
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
        Files.createDirectories(checkout.state());
        var folder = Files.createTempDirectory(checkout.state(), "training-");
        var options = LocalEnvironment.Options.of(checkout, folder)
                .withJvm(List.of("-XX:AOTCacheOutput=" + checkout.aotCacheFile(), "-Xlog:aot=error"));
        try (var environment = LocalEnvironment.start(options, line -> {});
                var scenario = Scenario.prepare(environment, folder)) {
            scenario.steps().getFirst().action().run();
            environment.startSluice().stop(WRITTEN);
        }
        Folders.delete(folder);
        if (checkout.aotCache().isEmpty()) {
            throw new IllegalStateException("the JVM wrote no " + checkout.aotCacheFile());
        }
    }
}
