package dev.sluice.e2e;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import dev.sluice.e2e.local.Checkout;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * {@code examples/provider}, built from its sources as its own Maven project builds it, but by the compiler alone and
 * against the classes of this build: nothing has to be installed for it or fetched.
 */
record ExampleProvider(Path sources) {

    static ExampleProvider in(Checkout checkout) {
        return new ExampleProvider(checkout.examples().resolve("provider"));
    }

    Path deploy() {
        return sources.resolve("deploy");
    }

    /** The server that the notes are kept on: a source file that {@code java} runs. */
    Path server() {
        return sources.resolve("src/test/java/com/example/notes/NotesServer.java");
    }

    /** Compiles and packs it, with everything below {@code src/main/resources}. */
    Path jar(Path folder) throws IOException {
        var classes = compile(folder.resolve("classes"), "src/main/java", classPath());
        var jar = Files.createDirectories(folder.resolve("providers")).resolve("notes-provider.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            pack(classes, out);
            pack(sources.resolve("src/main/resources"), out);
        }
        return jar;
    }

    /** Runs its own tests against a jar. */
    TestExecutionSummary test(Path jar, Path folder) throws IOException {
        var tests = compile(folder.resolve("tests"), "src/test/java", jar + ":" + classPath());
        var summary = new SummaryGeneratingListener();
        var before = Thread.currentThread().getContextClassLoader();
        System.setProperty("example.folder", sources.toString());
        try (var loader =
                new URLClassLoader(new URL[] {jar.toUri().toURL(), tests.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectClasspathRoots(Set.of(tests)))
                                    .build(),
                            summary);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
            System.clearProperty("example.folder");
        }
        return summary.getSummary();
    }

    private Path compile(Path into, String from, String classPath) throws IOException {
        Files.createDirectories(into);
        var options = List.of(
                "-proc:none", "-parameters", "-Xlint:deprecation", "-Werror", "-d", into.toString(), "-cp", classPath);
        var errors = new StringWriter();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null);
                var found = Files.walk(sources.resolve(from))) {
            var units = files.getJavaFileObjectsFromPaths(
                    found.filter(f -> f.toString().endsWith(".java")).toList());
            if (!compiler.getTask(errors, files, null, options, null, units).call()) {
                throw new IllegalStateException("the example does not compile:\n" + errors);
            }
        }
        return into;
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    private static void pack(Path root, JarOutputStream out) throws IOException {
        try (var files = Files.walk(root)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(root.relativize(file).toString()));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }
}
