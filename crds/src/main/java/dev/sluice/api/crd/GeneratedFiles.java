package dev.sluice.api.crd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Files that are generated and checked in. They are files rather than build output so that a review shows what an API
 * change means to a cluster and its users, and so that {@code kubectl apply -f crds/yaml} works without a build.
 *
 * @param folder where the files lie
 * @param command regenerates them; named in each file and in the message that tells of a stale one
 */
public record GeneratedFiles(Path folder, String command) {

    /** Writes the files, with a header that says how. */
    public void write(Map<String, String> files) {
        try {
            Files.createDirectories(folder);
            for (var file : files.entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), text(file.getKey(), file.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder, e);
        }
    }

    /** One line per file that is missing or differs from what the Java types say now; empty when all are fresh. */
    public List<String> stale(Map<String, String> files) {
        var stale = new ArrayList<String>();
        files.forEach((name, text) -> {
            var file = folder.resolve(name);
            if (!text(name, text).equals(read(file))) {
                stale.add("%s is stale; regenerate it: %s".formatted(file.normalize(), command));
            }
        });
        return stale;
    }

    private String text(String name, String text) {
        var header = "Generated from the Java types; edits are lost. Regenerate: " + command;
        return name.endsWith(".md") ? "<!-- %s -->\n%s".formatted(header, text) : "# %s\n%s".formatted(header, text);
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
