package dev.sluice.cli.check;

import dev.sluice.manifest.ManifestParser;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The manifests of a folder, as they lie there. Hidden files and folders are no manifests; links are not followed, as a
 * Sync does not follow them.
 */
record DiskFolder(Map<String, Path> files, List<String> links) {
    private static final int MAX_FILES = 50_000;

    /** @param root what paths are told relative to */
    static DiskFolder of(Path folder, Path root) throws IOException {
        var files = new TreeMap<String, Path>();
        var links = new ArrayList<String>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                return !dir.equals(folder) && isHidden(String.valueOf(dir.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                var path = path(root, file);
                if (!ManifestParser.reads(path) || isHidden(String.valueOf(file.getFileName()))) {
                    return FileVisitResult.CONTINUE;
                }
                if (attributes.isSymbolicLink()) {
                    links.add(path);
                } else if (attributes.isRegularFile()) {
                    files.put(path, file);
                }
                if (files.size() > MAX_FILES) {
                    throw new IllegalArgumentException(
                            "%s holds more than %d files; check a folder of it".formatted(folder, MAX_FILES));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return new DiskFolder(files, links);
    }

    static String path(Path root, Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    /** By any part of the path. */
    static boolean isHidden(String path) {
        return Arrays.stream(path.split("/")).anyMatch(part -> part.startsWith(".") && part.length() > 1);
    }

    /** One byte more than allowed of a file that is too large, so that its reader sees that it is. */
    static byte[] read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(ManifestParser.MAX_FILE + 1);
        }
    }
}
