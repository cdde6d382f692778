package dev.sluice.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process id with the time that process was started, in a file: a later process of the same id is somebody else's and
 * must not be killed.
 */
public record PidFile(long pid, long startedAtMillis) {
    private static final String SUFFIX = ".pid";

    /** Writes {@code folder/name.pid} for a running process. */
    public static void write(Path folder, String name, ProcessHandle process) {
        var started = process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name + SUFFIX), process.pid() + " " + started + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the process id of " + name, e);
        }
    }

    public static void remove(Path folder, String name) {
        try {
            Files.deleteIfExists(folder.resolve(name + SUFFIX));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process of one file, while it is alive. */
    public static Optional<ProcessHandle> alive(Path folder, String name) {
        return read(folder.resolve(name + SUFFIX));
    }

    /** The processes that are alive of all files below a folder. */
    public static List<ProcessHandle> allAlive(Path folder) {
        var alive = new ArrayList<ProcessHandle>();
        if (!Files.isDirectory(folder)) {
            return alive;
        }
        try (var files = Files.walk(folder, 4)) {
            files.filter(f -> f.toString().endsWith(SUFFIX)).forEach(f -> read(f).ifPresent(alive::add));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return alive;
    }

    private static Optional<ProcessHandle> read(Path file) {
        try {
            var parts = Files.readString(file).strip().split(" ");
            var started = Long.parseLong(parts[1]);
            return ProcessHandle.of(Long.parseLong(parts[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(p -> p.info().startInstant().orElse(Instant.EPOCH).toEpochMilli() == started);
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
