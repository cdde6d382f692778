package dev.sluice.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;

/** Executables that only print a line, and a builder that makes one without a compiler. */
final class FakeTools {
    private FakeTools() {}

    static Path printing(Path folder, String program, String line) {
        try {
            var file = Files.createDirectories(folder).resolve(program);
            Files.writeString(file, "#!/bin/sh\necho '" + line + "'\n");
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Builds by writing a script, after adding a line to a journal that outlives the process. */
    record JournallingBuilder(Path journal, long millis) implements Toolchain.Builder {
        @Override
        public void build(Tool tool, Path folder, Consumer<String> progress) throws IOException, InterruptedException {
            Files.writeString(
                    journal,
                    tool.program() + "\n",
                    java.nio.file.StandardOpenOption.CREATE,
                    java.nio.file.StandardOpenOption.APPEND);
            Thread.sleep(millis);
            printing(folder, tool.program(), tool.version());
        }
    }
}
