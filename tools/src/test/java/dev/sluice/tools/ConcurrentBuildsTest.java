package dev.sluice.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConcurrentBuildsTest {
    @TempDir
    Path folder;

    @Test
    void twoThreadsThatNeedTheSameToolBuildItOnce() throws Exception {
        Callable<Path> need = () -> toolchain(folder, 300).executable(Tool.OPA);
        try (var both = Executors.newFixedThreadPool(2)) {
            var paths = both.invokeAll(List.of(need, need));
            assertThat(paths.get(0).get()).isEqualTo(paths.get(1).get()).isExecutable();
        }
        assertThat(journal()).hasSize(1);
    }

    @Test
    void twoProcessesThatNeedTheSameToolBuildItOnce() throws Exception {
        var processes = Stream.of(process(500), process(500)).toList();
        for (var process : processes) {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        assertThat(journal()).hasSize(1);
    }

    @Test
    void aProcessKilledInTheMiddleOfABuildLeavesACacheThatTheNextOneCanUse() throws Exception {
        var killed = process(Duration.ofMinutes(1).toMillis());
        while (!Files.exists(folder.resolve("journal")) || journal().isEmpty()) {
            assertThat(killed.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        killed.destroyForcibly().waitFor();

        assertThat(toolchain(folder, 0).executable(Tool.OPA)).isExecutable();

        assertThat(journal()).hasSize(2);
        assertThat(folder.resolve("cache"))
                .isDirectoryNotContaining(p -> p.toString().contains(".part-"));
    }

    private List<String> journal() throws Exception {
        return Files.readAllLines(folder.resolve("journal"));
    }

    private Process process(long millis) throws Exception {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        NeedsOpa.class.getName(),
                        folder.toString(),
                        Long.toString(millis))
                .inheritIO()
                .start();
    }

    static Toolchain toolchain(Path folder, long millis) {
        var environment = Map.of("SLUICE_CACHE", folder.resolve("cache").toString());
        var builder = new FakeTools.JournallingBuilder(folder.resolve("journal"), millis);
        return new Toolchain(environment, builder, line -> {});
    }

    /** Another process that needs OPA. */
    static final class NeedsOpa {
        public static void main(String[] args) {
            toolchain(Path.of(args[0]), Long.parseLong(args[1])).executable(Tool.OPA);
        }
    }
}
