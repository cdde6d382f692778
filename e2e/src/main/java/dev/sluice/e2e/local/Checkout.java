package dev.sluice.e2e.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The clone of Sluice's repository that this runs from: the CRDs, the examples and the built jar lie in it. */
public record Checkout(Path root) {

    /** The system property {@code sluice.root}, else the nearest folder upwards that looks like one. */
    public static Checkout find() {
        var named = System.getProperty("sluice.root");
        if (named != null) {
            return new Checkout(Path.of(named).toAbsolutePath().normalize());
        }
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("crds/yaml")) && Files.isDirectory(folder.resolve("tools/go"))) {
                return new Checkout(folder);
            }
        }
        throw new IllegalStateException(
                "this does not run inside a clone of Sluice's repository: go there, or say -Dsluice.root=FOLDER");
    }

    public Path crds() {
        return root.resolve("crds/yaml");
    }

    /** What is applied to every new environment. */
    public Path bootstrap() {
        return root.resolve("e2e/bootstrap");
    }

    public Path examples() {
        return root.resolve("examples");
    }

    /** State of {@code ./sluice local} and {@code ./sluice demo}; not under version control. */
    public Path state() {
        return root.resolve(".sluice");
    }

    /** The controller, as the build leaves it. */
    public Path controllerJar() {
        return root.resolve("controllers/target/sluice-controllers.jar");
    }

    /** Where the cache for a faster start lies. */
    public Path aotCacheFile() {
        return root.resolve("controllers/target/sluice.aot");
    }

    /** The cache for a faster start, when it was made after the jar: the JVM refuses one of another jar. */
    public Optional<Path> aotCache() {
        var cache = aotCacheFile();
        try {
            return Files.isRegularFile(cache)
                            && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(controllerJar()))
                                    >= 0
                    ? Optional.of(cache)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
