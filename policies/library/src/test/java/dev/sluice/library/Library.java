package dev.sluice.library;

import dev.sluice.api.Policy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The library as it lies in this folder: packs of policies, each a folder with its manifest, its Rego and its tests. */
final class Library {
    static final Path ROOT = Path.of("").toAbsolutePath();

    private static final Path MADE = ROOT.resolve("dist");

    private Library() {}

    static List<Path> policies() {
        try (var files = Files.find(ROOT, 3, (f, a) -> f.endsWith("policy.yaml"))) {
            return files.map(Path::getParent).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String pack(Path policy) {
        return Objects.requireNonNull(policy.getParent()).getFileName().toString();
    }

    /** As it stands in {@code dist}. */
    static Policy policy(Path policy) {
        return Serialization.unmarshal(manifest(policy), Policy.class);
    }

    /** Those of some packs, by name. */
    static Map<String, Policy.Spec> specs(Predicate<String> packs) {
        var specs = new HashMap<String, Policy.Spec>();
        policies().stream()
                .filter(p -> packs.test(pack(p)))
                .map(Library::policy)
                .forEach(policy -> {
                    var name = policy.getMetadata().getName();
                    if (specs.put(name, policy.getSpec()) != null) {
                        throw new IllegalStateException("two policies are called " + name);
                    }
                });
        return specs;
    }

    /** What is to be written, by the file it is written to: a pack is one file that can be put into Git as it is. */
    static Map<Path, String> made() {
        var made = new TreeMap<Path, String>(policies().stream()
                .collect(Collectors.groupingBy(
                        p -> MADE.resolve(pack(p) + ".yaml"),
                        Collectors.mapping(Library::manifest, Collectors.joining("---\n")))));
        made.put(ROOT.resolve("../../docs/policy-library.md").normalize(), PolicyPage.text());
        return made;
    }

    /** The manifest with the Rego written into it, which is the last of its fields. */
    private static String manifest(Path policy) {
        var rego = read(policy.resolve("policy.rego"))
                .lines()
                .map(line -> line.isBlank() ? "" : "    " + line)
                .collect(Collectors.joining("\n", "  rego: |\n", "\n"));
        return read(policy.resolve("policy.yaml")).stripTrailing() + "\n" + rego;
    }

    static void write(Map<Path, String> files) {
        files.forEach((file, text) -> {
            try {
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                Files.writeString(file, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Files that are not what {@link #made} says, and those in {@code dist} of which it says nothing. */
    static List<Path> stale(Map<Path, String> files) {
        var stale = files.entrySet().stream()
                .filter(e -> !Files.exists(e.getKey()) || !read(e.getKey()).equals(e.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toList());
        try (var there = Files.list(MADE)) {
            there.filter(file -> !files.containsKey(file)).forEach(stale::add);
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
