package dev.sluice.api.crd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The checked-in CRDs. They are files rather than build output so that a review shows what an API change means to a
 * cluster, and so that {@code kubectl apply -f crds/yaml} works without a build.
 *
 * @param folder where the files lie
 * @param command regenerates them; named in each file and in the message that tells of a stale one
 */
public record CrdFiles(Path folder, String command) {

    /** Writes the files, with a header that says how. */
    public void write(Map<String, String> crds) {
        try {
            Files.createDirectories(folder);
            for (var crd : crds.entrySet()) {
                Files.writeString(folder.resolve(crd.getKey()), text(crd.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write CRDs to " + folder, e);
        }
    }

    /** One line per file that is missing or differs from what the Java types say now; empty when all are fresh. */
    public List<String> stale(Map<String, String> crds) {
        var stale = new ArrayList<String>();
        for (var crd : crds.entrySet()) {
            var file = folder.resolve(crd.getKey());
            if (!text(crd.getValue()).equals(read(file))) {
                stale.add("%s is stale; regenerate it: %s".formatted(file.normalize(), command));
            }
        }
        return stale;
    }

    private String text(String crd) {
        return "# Generated from the Java types; edits are lost. Regenerate: " + command + "\n" + crd;
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
