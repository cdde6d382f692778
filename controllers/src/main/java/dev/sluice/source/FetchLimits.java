package dev.sluice.source;

import dev.sluice.source.SourceException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** Stops a fetch that takes too long or brings too much. JGit asks on every step whether to go on. */
final class FetchLimits extends EmptyProgressMonitor {
    private static final long MAX_BYTES = 1024L * 1024 * 1024;
    private static final long CHECK_NANOS = 200_000_000;

    private final Path folder;
    private final Duration timeout;
    private final long deadline;
    private long nextCheck;
    private boolean late;
    private boolean large;

    FetchLimits(Path folder, Duration timeout) {
        this.folder = folder;
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.nextCheck = System.nanoTime() + CHECK_NANOS;
    }

    @Override
    public boolean isCancelled() {
        var now = System.nanoTime();
        if (now >= nextCheck) {
            nextCheck = now + CHECK_NANOS;
            late = late || now >= deadline;
            large = large || size() > MAX_BYTES;
        }
        return late || large;
    }

    /** Says why the fetch was stopped, if it was stopped here. */
    void explain() throws SourceException {
        if (large) {
            throw new SourceException(
                    Reason.TooLarge, "the repository is larger than %d MiB".formatted(MAX_BYTES / 1024 / 1024));
        }
        if (late) {
            throw new SourceException(
                    Reason.Unreachable,
                    "the fetch took longer than %d s; raise spec.timeout".formatted(timeout.toSeconds()));
        }
    }

    private long size() {
        try (var files = Files.walk(folder)) {
            return files.mapToLong(f -> f.toFile().length()).sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }
}
