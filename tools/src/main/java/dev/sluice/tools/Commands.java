package dev.sluice.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Short commands that only say something, such as a version. */
final class Commands {
    private static final int MAX_OUTPUT = 64 * 1024;
    private static final long MAX_SECONDS = 30;

    private Commands() {}

    /** What the command printed; empty when it is not there, fails or takes too long. */
    static Optional<String> output(Path folder, List<String> command) throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
        } catch (IOException e) {
            return Optional.empty();
        }
        // A hanging command keeps its output open, so reading would hang with it.
        var guard = Thread.ofVirtual().start(() -> {
            try {
                if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
            }
        });
        try (var out = process.getInputStream()) {
            var text = new String(out.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(text) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } finally {
            guard.interrupt();
        }
    }
}
