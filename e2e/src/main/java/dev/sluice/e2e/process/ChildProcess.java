package dev.sluice.e2e.process;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A child process with a log file and a pid file in a folder of its own. It ends with this process at the latest.
 *
 * <p>Standard input is empty, both outputs go to {@link #log()}.
 */
public final class ChildProcess implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int LOG_TAIL_BYTES = 4096;

    private final String name;
    private final Path folder;
    private final Process process;

    private ChildProcess(String name, Path folder, Process process) {
        this.name = name;
        this.folder = folder;
        this.process = process;
    }

    /**
     * Starts a program.
     *
     * @param folder where {@code <name>.log} and {@code <name>.pid} go; also the working folder
     * @param environment changes the environment that the child inherits
     */
    public static ChildProcess start(
            String name, Path folder, List<String> command, Consumer<Map<String, String>> environment) {
        try {
            Files.createDirectories(folder);
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve(name + ".log").toFile()));
            environment.accept(builder.environment());
            var process = builder.start();
            Reaper.watch(process);
            PidFile.write(folder, name, process.toHandle());
            return new ChildProcess(name, folder, process);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start %s: %s".formatted(name, e.getMessage()), e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public Path log() {
        return folder.resolve(name + ".log");
    }

    /**
     * Waits until it is ready.
     *
     * @throws ProcessFailedException when it ends before or takes too long
     */
    public void awaitReady(Duration limit, BooleanSupplier ready) {
        var inTime = Await.until(limit, () -> !process.isAlive() || ready.getAsBoolean());
        if (!process.isAlive()) {
            throw failed("ended with exit code " + process.exitValue());
        }
        if (!inTime) {
            throw failed("was not ready after %d s".formatted(limit.toSeconds()));
        }
    }

    /** How much memory and processor time it has used. */
    public ProcessUse use() {
        return ProcessUse.of(process.toHandle());
    }

    /** SIGKILL: it gets no chance to clean up. Returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd(GRACE);
        PidFile.remove(folder, name);
    }

    /** SIGTERM, and SIGKILL when that does not help. */
    @Override
    public void close() {
        stop(GRACE);
    }

    /** SIGTERM, and SIGKILL when it has not ended by itself in time. */
    public void stop(Duration grace) {
        process.destroy();
        if (!awaitEnd(grace)) {
            process.destroyForcibly();
            awaitEnd(GRACE);
        }
        PidFile.remove(folder, name);
    }

    /** The last few kilobytes of the log. */
    public String logTail() {
        try (var file = new RandomAccessFile(log().toFile(), "r")) {
            file.seek(Math.max(0, file.length() - LOG_TAIL_BYTES));
            var bytes = new byte[LOG_TAIL_BYTES];
            int read = file.read(bytes);
            return read <= 0 ? "" : new String(bytes, 0, read, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    private boolean awaitEnd(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private ProcessFailedException failed(String what) {
        return new ProcessFailedException("%s %s; the end of %s:%n%s".formatted(name, what, log(), logTail()));
    }
}
