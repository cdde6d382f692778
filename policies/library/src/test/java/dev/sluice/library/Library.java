package dev.sluice.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The library as it lies in this folder: packs of policies, each a folder with its manifest, its Rego and its tests. */
final class Library {
    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Path MADE = ROOT.resolve("dist");

    private Library() {}

    static List<Path> policies() {
        try (var files = Files.find(ROOT, 3, (f, a) -> f.endsWith("policy.yaml"))) {
            return files.map(Path::getParent).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is to lie in {@code dist}, by file name: each pack in one file that can be put into Git as it is. */
    static Map<String, String> packs() {
        return policies().stream()
                .collect(Collectors.groupingBy(
                        p -> p.getParent().getFileName() + ".yaml",
                        TreeMap::new,
                        Collectors.mapping(Library::manifest, Collectors.joining("---\n"))));
    }

    /** The manifest with the Rego written into it, which is the last of its fields. */
    private static String manifest(Path policy) {
        var rego = read(policy.resolve("policy.rego"))
                .lines()
                .map(line -> line.isBlank() ? "" : "    " + line)
                .collect(Collectors.joining("\n", "  rego: |\n", "\n"));
        return read(policy.resolve("policy.yaml")).stripTrailing() + "\n" + rego;
    }

    static void write(Map<String, String> packs) {
        packs.forEach((name, text) -> {
            try {
                Files.createDirectories(MADE);
                Files.writeString(MADE.resolve(name), text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Names of files in {@code dist} that are not what {@link #packs} says. */
    static List<String> stale(Map<String, String> packs) {
        var stale = new ArrayList<String>();
        packs.forEach((name, text) -> {
            var file = MADE.resolve(name);
            if (!Files.exists(file) || !read(file).equals(text)) {
                stale.add(name);
            }
        });
        try (var files = Files.list(MADE)) {
            files.map(f -> f.getFileName().toString())
                    .filter(name -> !packs.containsKey(name))
                    .forEach(stale::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return stale;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
