package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.ProviderFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars as people build them, the wrong ways included: each is compiled here from its sources. */
class ProvidersTest {
    private static final String FACTORY = """
            package acme;
            import dev.sluice.provider.*;
            public final class Factory implements ProviderFactory {
                public int apiVersion() { return API_VERSION; }
                public Provider<?> create(ProviderContext context) { return new Acme(); }
            }
            """;
    private static final String CONFIG = """
            package acme;
            import io.fabric8.kubernetes.client.CustomResource;
            import io.fabric8.kubernetes.model.annotation.*;
            @Group("acme.example.com") @Version("v1")
            public class Config extends CustomResource<Void, dev.sluice.provider.ConfigStatus> {}
            """;
    private static final String KIND = """
            package acme;
            import dev.sluice.api.managed.ManagedResource;
            import io.fabric8.kubernetes.model.annotation.*;
            @Group("acme.example.com") @Version("v1")
            public class Anvil extends ManagedResource<Anvil.Parameters, Anvil.Outputs> {
                public record Parameters(String weight) {}
                public record Outputs(String id) {}
            }
            """;
    private static final String PROVIDER = """
            package acme;
            import dev.sluice.api.FieldChange;
            import dev.sluice.provider.*;
            import java.util.*;
            public final class Acme implements Provider<Session>, Adapter<Anvil.Parameters, Anvil.Outputs, Session> {
                public String name() { return "acme"; }
                public Class<Config> configType() { return Config.class; }
                public List<Kind<?, ?, ?, Session>> kinds() {
                    return List.of(Kind.of(Anvil.class, Kind.Identity.DETERMINISTIC, this));
                }
                public Session connect(ConfigReader reader, String name) { return () -> "account"; }
                public void close() { System.setProperty("acme.closed", "true"); }
                public String region(Anvil.Parameters desired, Session session) { return "global"; }
                public Optional<Observed<Anvil.Parameters, Anvil.Outputs>> read(Target<Anvil.Parameters, Session> target) {
                    return Optional.empty();
                }
                public String create(Target<Anvil.Parameters, Session> target) { return target.externalName(); }
                public void update(Target<Anvil.Parameters, Session> target,
                        Observed<Anvil.Parameters, Anvil.Outputs> observed, List<FieldChange> diff) {}
                public void delete(Target<Anvil.Parameters, Session> target) {}
            }
            """;
    private static final Map<String, String> ACME =
            Map.of("Factory", FACTORY, "Config", CONFIG, "Anvil", KIND, "Acme", PROVIDER);

    @TempDir
    private Path work;

    @Test
    void without_a_folder_there_is_what_comes_with_sluice() {
        try (var providers = Providers.load(null, ProviderContext.PLAIN)) {
            assertThat(providers.all()).extracting(p -> p.name()).containsExactly("aws");
            assertThat(providers.kinds()).hasSizeGreaterThan(30);
        }
    }

    @Test
    void a_jar_brings_a_provider_that_is_judged_like_sluices_own() throws IOException {
        System.clearProperty("acme.closed");
        var folder = folder("acme.jar", ACME);
        Files.writeString(folder.resolve("README.txt"), "not a jar");
        try (var providers = Providers.load(folder, ProviderContext.PLAIN)) {
            assertThat(providers.all()).extracting(p -> p.name()).containsExactly("aws", "acme");
            assertThat(providers.groups()).contains("acme.example.com", "aws.sluice.dev", "sqs.aws.sluice.dev");
            assertThat(providers.kinds())
                    .filteredOn(kind -> kind.type().getSimpleName().equals("Anvil"))
                    .singleElement()
                    .satisfies(kind -> assertThat(kind.type().getClassLoader())
                            .as("a loader of its own")
                            .isNotSameAs(Providers.class.getClassLoader()));
        }
        assertThat(System.getProperty("acme.closed")).as("closed with the rest").isEqualTo("true");
    }

    @Test
    void a_jar_without_a_factory_stops_the_start() throws IOException {
        var folder = Files.createDirectory(work.resolve("providers"));
        jar(folder.resolve("library.jar"), classes(Map.of("Config", CONFIG)), null);
        refused(folder, "library.jar", "it has no META-INF/services/" + ProviderFactory.class.getName());
    }

    @Test
    void a_jar_that_names_a_class_it_does_not_have_stops_the_start() throws IOException {
        var folder = Files.createDirectory(work.resolve("providers"));
        jar(folder.resolve("hollow.jar"), classes(Map.of("Config", CONFIG)), "acme.Factory");
        refused(folder, "hollow.jar", "acme.Factory not found");
    }

    @Test
    void a_jar_that_names_a_provider_that_sluice_has_stops_the_start() throws IOException {
        var folder = Files.createDirectory(work.resolve("providers"));
        jar(
                folder.resolve("copy.jar"),
                classes(Map.of("Config", CONFIG)),
                "dev.sluice.provider.aws.AwsProviderFactory");
        refused(folder, "copy.jar", "names no class of its own");
    }

    @Test
    void something_that_is_no_jar_stops_the_start() throws IOException {
        var folder = Files.createDirectory(work.resolve("providers"));
        Files.writeString(folder.resolve("broken.jar"), "<html>404</html>");
        refused(folder, "broken.jar", "it cannot be read");
    }

    @Test
    void a_folder_without_jars_and_no_folder_at_all_stop_the_start() throws IOException {
        var folder = Files.createDirectory(work.resolve("providers"));
        refused(folder, "--providers=" + folder, "there is no jar");
        refused(work.resolve("nowhere"), "nowhere", "cannot be read");
    }

    @Test
    void two_jars_of_one_provider_stop_the_start() throws IOException {
        var folder = folder("acme-1.jar", ACME);
        Files.copy(folder.resolve("acme-1.jar"), folder.resolve("acme-2.jar"));
        refused(folder, "acme-2.jar", "provider acme already, from provider jar " + folder.resolve("acme-1.jar"));
    }

    @Test
    void another_provider_of_the_same_kind_stops_the_start() throws IOException {
        var folder = folder("acme.jar", ACME);
        jar(folder.resolve("other.jar"), classes(changed(ACME, "Acme", "\"acme\"", "\"other\"")), "acme.Factory");
        refused(folder, "other.jar", "acme.example.com already, from provider jar " + folder.resolve("acme.jar"));
    }

    @Test
    void a_jar_built_for_another_version_of_the_api_stops_the_start() throws IOException {
        refused(
                folder("old.jar", changed(ACME, "Factory", "return API_VERSION", "return 0")),
                "old.jar",
                "built for version 0 of the provider API, and this is version 1");
    }

    @Test
    void a_jar_that_lacks_a_library_stops_the_start() throws IOException {
        var sources = changed(ACME, "Acme", "return \"acme\"", "return gone.Library.NAME.toString()");
        var classes = classes(Map.of(
                "acme/Factory", FACTORY,
                "acme/Config", CONFIG,
                "acme/Anvil", KIND,
                "acme/Acme", sources.get("Acme"),
                "gone/Library", "package gone; public class Library { public static Object NAME = \"acme\"; }"));
        Files.delete(classes.resolve("gone/Library.class"));
        var folder = Files.createDirectory(work.resolve("providers"));
        jar(folder.resolve("half.jar"), classes, "acme.Factory");
        refused(folder, "half.jar", "lacks a library (java.lang.NoClassDefFoundError: gone/Library)");
    }

    @Test
    void a_configuration_with_a_namespace_would_never_be_found() throws IOException {
        var sources = changed(
                ACME,
                "Config",
                "CustomResource<Void, dev.sluice.provider.ConfigStatus>",
                "CustomResource<Void, dev.sluice.provider.ConfigStatus> implements io.fabric8.kubernetes.api.model.Namespaced");
        refused(folder("acme.jar", sources), "acme.jar", "acme.Config is Namespaced");
    }

    @Test
    void a_kind_that_cannot_be_made_stops_the_start() throws IOException {
        var sources = changed(ACME, "Anvil", "public record Parameters", "private Anvil() {} public record Parameters");
        refused(folder("acme.jar", sources), "acme.jar", "acme.Anvil needs a public constructor");
    }

    @Test
    void a_name_that_metrics_and_policies_could_not_use_stops_the_start() throws IOException {
        refused(folder("acme.jar", changed(ACME, "Acme", "\"acme\"", "\"Acme Inc.\"")), "acme.jar", "'Acme Inc.'");
    }

    private static void refused(Path folder, String named, String reason) {
        assertThatThrownBy(() -> Providers.load(folder, ProviderContext.PLAIN))
                .isInstanceOf(UnusableProviderException.class)
                .hasMessageContaining(named)
                .hasMessageContaining(reason);
    }

    private static Map<String, String> changed(Map<String, String> sources, String name, String text, String by) {
        assertThat(sources.get(name)).contains(text);
        var changed = new HashMap<>(sources);
        changed.computeIfPresent(name, (n, source) -> source.replace(text, by));
        return changed;
    }

    private Path folder(String jar, Map<String, String> sources) throws IOException {
        var folder = Files.createDirectory(work.resolve("providers"));
        jar(folder.resolve(jar), classes(sources), "acme.Factory");
        return folder;
    }

    private Path classes(Map<String, String> sources) throws IOException {
        var root = Files.createTempDirectory(work, "build-");
        var arguments = new ArrayList<>(
                List.of("-proc:none", "-nowarn", "-d", root.toString(), "-cp", System.getProperty("java.class.path")));
        for (var source : sources.entrySet()) {
            var file = root.resolve(source.getKey() + ".java");
            Files.createDirectories(file.getParent());
            arguments.add(Files.writeString(file, source.getValue()).toString());
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        return root;
    }

    private static void jar(Path jar, Path classes, String factory) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            for (var file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                out.write(Files.readAllBytes(file));
            }
            if (factory != null) {
                out.putNextEntry(new JarEntry("META-INF/services/" + ProviderFactory.class.getName()));
                out.write(factory.getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
