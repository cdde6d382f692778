package dev.sluice.tools;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The per-user folder of built tools, keyed by version and by a digest of the pins.
 *
 * <p>A build happens in a folder beside its place and is renamed when it is whole, under a file lock. So what has its
 * final name is complete, whoever was killed when, and two processes never build the same thing twice.
 */
final class ToolCache {
    private static final Duration MAX_WAIT = Duration.ofMinutes(40);

    private final Path root;
    private final Consumer<String> progress;

    ToolCache(Path root, Consumer<String> progress) {
        this.root = root;
        this.progress = progress;
    }

    /** {@code $SLUICE_CACHE}, {@code $XDG_CACHE_HOME/sluice} or {@code ~/.cache/sluice}. */
    static Path root(Map<String, String> environment) {
        var own = environment.get("SLUICE_CACHE");
        if (own != null && !own.isBlank()) {
            return Path.of(own).toAbsolutePath();
        }
        var xdg = environment.get("XDG_CACHE_HOME");
        var base = xdg != null && !xdg.isBlank() ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("sluice").toAbsolutePath();
    }

    /** A complete build, if there is one. */
    Optional<Path> find(Tool tool) {
        var executable = home(tool).resolve(tool.program());
        return Files.isExecutable(executable) ? Optional.of(executable) : Optional.empty();
    }

    /** The executable: there already, built by someone else meanwhile, or built now. */
    Path get(Tool tool, Toolchain.Builder builder) throws IOException, InterruptedException {
        var ready = find(tool);
        if (ready.isPresent()) {
            return ready.get();
        }
        Files.createDirectories(root);
        var lockFile = root.resolve(home(tool).getFileName() + ".lock");
        try (var channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = lock(tool, channel)) {
            var built = find(tool);
            return built.isPresent() && held.isValid() ? built.get() : build(tool, builder);
        }
    }

    private Path build(Tool tool, Toolchain.Builder builder) throws IOException, InterruptedException {
        var home = home(tool);
        removeLeftovers(home);
        var part = Files.createDirectories(home.resolveSibling(
                home.getFileName() + ".part-" + ProcessHandle.current().pid()));
        var started = System.nanoTime();
        progress.accept("%s %s: building it once into %s".formatted(tool.program(), tool.version(), root));
        builder.build(tool, part, progress);
        if (!Files.isExecutable(part.resolve(tool.program()))) {
            throw new IOException("the build of %s left no executable in %s".formatted(tool.program(), part));
        }
        Files.move(part, home, StandardCopyOption.ATOMIC_MOVE);
        progress.accept("%s: built in %d s"
                .formatted(
                        tool.program(),
                        Duration.ofNanos(System.nanoTime() - started).toSeconds()));
        return home.resolve(tool.program());
    }

    /** What killed builds left behind; whoever holds the lock is the only one who builds. */
    private void removeLeftovers(Path home) throws IOException {
        Folders.delete(home);
        try (var parts = Files.newDirectoryStream(root, home.getFileName() + ".part-*")) {
            for (var part : parts) {
                Folders.delete(part);
            }
        }
    }

    private FileLock lock(Tool tool, FileChannel channel) throws IOException, InterruptedException {
        var deadline = System.nanoTime() + MAX_WAIT.toNanos();
        var said = false;
        while (System.nanoTime() < deadline) {
            var lock = tryLock(channel);
            if (lock != null) {
                return lock;
            }
            if (!said) {
                progress.accept("%s: waiting for another build of it".formatted(tool.program()));
                said = true;
            }
            Thread.sleep(200);
        }
        throw new IOException("another process has been building %s for %d minutes; stop it, or remove %s"
                .formatted(tool.program(), MAX_WAIT.toMinutes(), root));
    }

    /** Null while another process or another thread of this one has it. */
    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private Path home(Tool tool) {
        return root.resolve("%s-%s-%s".formatted(tool.program(), tool.version(), Pins.digest(tool)));
    }
}
