package dev.sluice.gate.log;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A file that is put aside when it is full: {@code log}, then {@code log.1}, and so on; the oldest one goes. Readable by
 * its owner alone.
 */
public final class RotatingFile implements LineWriter {
    private final Path file;
    private final long maxBytes;
    private final int keep;
    private @Nullable OutputStream out;
    private long size;

    /**
     * @param maxBytes of one file
     * @param keep how many full ones are kept beside the one that is written
     */
    public RotatingFile(Path file, long maxBytes, int keep) {
        this.file = file.toAbsolutePath();
        this.maxBytes = maxBytes;
        this.keep = keep;
    }

    /** The one that is written, then those put aside, newest first. */
    public static Path aside(Path file, int number) {
        return number == 0 ? file : file.resolveSibling(file.getFileName() + "." + number);
    }

    @Override
    public void line(byte[] line) throws IOException {
        if (out != null && size + line.length > maxBytes && size > 0) {
            rotate();
        }
        opened().write(line);
        size += line.length;
    }

    @Override
    public void flush() throws IOException {
        if (out != null) {
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
            out = null;
        }
    }

    private OutputStream opened() throws IOException {
        if (out == null) {
            Files.createDirectories(file.getParent());
            if (Files.exists(file) && Files.size(file) >= maxBytes) {
                shift();
            }
            if (!Files.exists(file)) {
                createPrivate();
            }
            size = Files.size(file);
            out = new BufferedOutputStream(
                    Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        }
        return out;
    }

    private void createPrivate() throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    private void rotate() throws IOException {
        close();
        shift();
    }

    private void shift() throws IOException {
        for (int i = keep; i >= 1; i--) {
            var from = aside(file, i - 1);
            if (Files.exists(from)) {
                Files.move(from, aside(file, i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (keep == 0) {
            Files.deleteIfExists(file);
        }
    }
}
