package dev.sluice.e2e.bench;

import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.e2e.process.Await;
import java.time.Duration;
import java.util.List;

/** How long Sluice takes to start in an empty cluster, and what it costs when it has nothing to do. */
public final class StartBench {
    private static final int STARTS = 3;
    private static final Duration QUIET = Duration.ofSeconds(10);

    private StartBench() {}

    /** @param how part of the figures' names, for example {@code with the start cache} */
    public static List<Figure> run(LocalEnvironment environment, String how) {
        var sluice = environment.startSluice();
        var fastest = sluice.startTook();
        for (int i = 1; i < STARTS; i++) {
            sluice.restart();
            fastest = fastest.compareTo(sluice.startTook()) < 0 ? fastest : sluice.startTook();
        }
        // A figure of memory is of a quiet moment.
        var unused = Await.until(QUIET, () -> false);
        return List.of(
                new Figure(
                        "start to ready, %s, fastest of %d".formatted(how, STARTS),
                        fastest.toMillis() + " ms",
                        "≤ 1500 ms"),
                new Figure("resident memory, idle, " + how, sluice.use().memory(), "≤ 150 MB"));
    }
}
