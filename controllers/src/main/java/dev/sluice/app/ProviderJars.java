package dev.sluice.app;

import dev.sluice.provider.ProviderFactory;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.jar.JarFile;

/**
 * Jars with providers. Each has a class loader of its own, below the application's: jars do not see each other, and what
 * Sluice has itself (Jackson, the Kubernetes client, SLF4J) is Sluice's.
 */
final class ProviderJars {
    private static final int MAX = 64;
    private static final String SERVICE = "META-INF/services/" + ProviderFactory.class.getName();

    private ProviderJars() {}

    /** The jars of a folder, in the order of their names. Whoever names a folder wants something from it. */
    static List<Path> in(Path folder) {
        try (var files = Files.list(folder)) {
            var jars = files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .limit(MAX + 1L)
                    .sorted()
                    .toList();
            if (jars.isEmpty()) {
                throw new UnusableProviderException("--providers=%s: there is no jar in this folder".formatted(folder));
            }
            if (jars.size() > MAX) {
                throw new UnusableProviderException(
                        "--providers=%s: there are more than %d jars in this folder".formatted(folder, MAX));
            }
            return jars;
        } catch (IOException e) {
            throw new UnusableProviderException(
                    "--providers=%s: this folder cannot be read (%s)".formatted(folder, e), e);
        }
    }

    /** The jar's class loader; whoever asks closes it. */
    static URLClassLoader open(Path jar) {
        try (var content = new JarFile(jar.toFile())) {
            if (content.getEntry(SERVICE) == null) {
                throw new UnusableProviderException(
                        "provider jar %s: it has no %s: it is not a provider, or was built without its resources"
                                .formatted(jar, SERVICE));
            }
        } catch (IOException e) {
            throw new UnusableProviderException("provider jar %s: it cannot be read (%s)".formatted(jar, e), e);
        }
        return new URLClassLoader(
                "provider " + jar.getFileName(), new URL[] {url(jar)}, ProviderJars.class.getClassLoader());
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UnusableProviderException("provider jar %s: it cannot be read (%s)".formatted(jar, e), e);
        }
    }

    /** What the jar itself names; its loader finds the application's factories too. */
    static List<ProviderFactory> factories(URLClassLoader loader) {
        var factories = ServiceLoader.load(ProviderFactory.class, loader).stream()
                .filter(factory -> factory.type().getClassLoader() == loader)
                .map(ServiceLoader.Provider::get)
                .toList();
        if (factories.isEmpty()) {
            throw new IllegalArgumentException(
                    "its %s names no class of its own, or one that Sluice has already".formatted(SERVICE));
        }
        return factories;
    }
}
