package dev.sluice.gate.rego;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder for one piece of work with OPA. */
final class WorkingFolder {
    interface Work<T> {
        T in(Path folder) throws IOException;
    }

    private WorkingFolder() {}

    static <T> T use(Work<T> work) {
        try {
            var folder = Files.createTempDirectory("sluice-rego");
            try {
                return work.in(folder);
            } finally {
                try (var files = Files.walk(folder)) {
                    files.sorted(Comparator.reverseOrder())
                            .forEach(f -> f.toFile().delete());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a working folder for OPA cannot be used: " + e.getMessage(), e);
        }
    }
}
