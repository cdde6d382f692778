package dev.sluice.cli.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Sync.FileError;
import dev.sluice.manifest.FieldLines;
import dev.sluice.manifest.Manifest;
import dev.sluice.manifest.ManifestParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be looked at: the objects of a folder and, against a base revision, which of them have changed and which
 * have gone.
 *
 * @param gone objects of the base revision that the folder holds no more
 * @param files bytes of the files that hold something, by path, for showing lines
 */
record Workload(List<Item> items, List<Manifest> gone, List<FileError> errors, Map<String, Path> files) {

    private static final Logger LOG = LoggerFactory.getLogger(Workload.class);

    /** @param base null to look at everything */
    static Workload of(Path folder, Path root, @Nullable GitBase git, @Nullable String base) throws IOException {
        var disk = DiskFolder.of(folder, root);
        var errors = new ArrayList<FileError>();
        disk.links().forEach(link -> errors.add(new FileError(link, null, "a link; links are not read")));
        var blobs = git == null || base == null ? null : git.files(base, DiskFolder.path(root, folder));
        var manifests = new ArrayList<Manifest>();
        var changed = new HashSet<String>();
        for (var file : disk.files().entrySet()) {
            var bytes = DiskFolder.read(file.getValue());
            var parsed = ManifestParser.parse(file.getKey(), bytes);
            manifests.addAll(parsed.manifests());
            errors.addAll(parsed.errors());
            if (blobs == null || !GitBase.blob(bytes).equals(blobs.get(file.getKey()))) {
                changed.add(file.getKey());
            }
        }
        var before = git == null || blobs == null
                ? new HashMap<Item.Key, Manifest>()
                : before(git, blobs, disk.files().keySet(), changed);
        var items = items(manifests, changed, before, blobs != null);
        manifests.forEach(m -> before.remove(Item.Key.of(m)));
        return new Workload(items, List.copyOf(before.values()), errors, disk.files());
    }

    /** Objects of files that have changed or gone, as the base revision had them. */
    private static Map<Item.Key, Manifest> before(
            GitBase git, Map<String, ObjectId> blobs, Set<String> now, Set<String> changed) throws IOException {
        var before = new HashMap<Item.Key, Manifest>();
        for (var blob : blobs.entrySet()) {
            if (now.contains(blob.getKey()) && !changed.contains(blob.getKey())) {
                continue;
            }
            try {
                // What could not be read at the base revision was never in force from there.
                ManifestParser.parse(blob.getKey(), git.read(blob.getValue()))
                        .manifests()
                        .forEach(m -> before.put(Item.Key.of(m), m));
            } catch (LargeObjectException e) {
                LOG.debug("{} was too large at the base revision", blob.getKey());
            }
        }
        return before;
    }

    private static List<Item> items(
            List<Manifest> manifests, Set<String> changedFiles, Map<Item.Key, Manifest> before, boolean compared) {
        return manifests.stream()
                .map(m -> {
                    var earlier = before.get(Item.Key.of(m));
                    var same = compared && earlier != null && earlier.object().equals(m.object());
                    return new Item(m, changedFiles.contains(m.path()) && !same, object(earlier));
                })
                .toList();
    }

    private static @Nullable ObjectNode object(@Nullable Manifest manifest) {
        return manifest == null ? null : manifest.object();
    }

    /** Lines of one file at a time, kept while findings of the same file come one after another. */
    static final class Lines {
        private final Map<String, Path> files;
        private String path = "";
        private FieldLines lines = FieldLines.of(new byte[0]);

        Lines(Map<String, Path> files) {
            this.files = files;
        }

        int line(Manifest manifest, String field) {
            var file = files.get(manifest.path());
            if (file == null || field.isEmpty()) {
                return manifest.line();
            }
            if (!path.equals(manifest.path())) {
                try {
                    lines = FieldLines.of(DiskFolder.read(file));
                    path = manifest.path();
                } catch (IOException e) {
                    return manifest.line();
                }
            }
            return lines.line(manifest, field);
        }
    }
}
