package dev.sluice.gate.rego;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.tools.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One of the cases by which OPA tests its own evaluators. They travel with the sources of the Go module from which the
 * pinned binary is built.
 *
 * @param language {@code v1}, or {@code v0} for the syntax before OPA 1.0
 * @param family the folder, which names what is tested
 * @param number the place in its file
 */
record ComplianceCase(String language, String family, String file, int number, JsonNode content) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODULE = "github.com/open-policy-agent/opa";
    private static final long SECONDS = 300;

    String id() {
        return "%s/%s#%d %s"
                .formatted(language, file, number, content.path("note").asText());
    }

    String query() {
        return content.path("query").asText();
    }

    List<String> modules() {
        var modules = new ArrayList<String>();
        content.path("modules").forEach(m -> modules.add(m.asText()));
        return modules;
    }

    /** Names of the query's variables that the wanted results hold. */
    TreeSet<String> variables() {
        var names = new TreeSet<String>();
        content.path("want_result")
                .forEach(result -> result.fieldNames().forEachRemaining(name -> {
                    if (!name.startsWith("__localq")) {
                        names.add(name);
                    }
                }));
        return names;
    }

    /** The folder of the cases; empty where Go has not the module and cannot fetch it. */
    static Optional<Path> folder() {
        try {
            var cache = go("env", "GOMODCACHE");
            var folder = Path.of(cache, MODULE + "@v" + Tool.OPA.version(), "v1/test/cases/testdata");
            if (!Files.isDirectory(folder)) {
                go("mod", "download", MODULE + "@v" + Tool.OPA.version());
            }
            return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
        } catch (IOException e) {
            System.err.println("Go cannot be run: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static String go(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("go"));
        command.addAll(List.of(arguments));
        var out = Files.createTempFile("go", ".out");
        var process = new ProcessBuilder(command)
                .directory(out.resolveSibling("").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(out.toFile())
                .start();
        try {
            process.waitFor(SECONDS, TimeUnit.SECONDS);
            return Files.readString(out).strip();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
            Files.delete(out);
        }
    }

    static List<ComplianceCase> load(Path folder) {
        var cases = new ArrayList<ComplianceCase>();
        try (var files = Files.walk(folder)) {
            files.filter(f -> f.toString().endsWith(".yaml"))
                    .sorted()
                    .forEach(file -> read(folder.relativize(file), file, cases));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    private static void read(Path place, Path file, List<ComplianceCase> cases) {
        try {
            var settings = LoadSettings.builder()
                    .setCodePointLimit(Integer.MAX_VALUE)
                    .setMaxAliasesForCollections(Integer.MAX_VALUE)
                    .build();
            var tree =
                    JSON.valueToTree(new Load(settings).loadFromString(Files.readString(file, StandardCharsets.UTF_8)));
            var number = 0;
            for (var one : tree.path("cases")) {
                cases.add(new ComplianceCase(
                        place.getName(0).toString(),
                        place.getName(1).toString(),
                        place.getFileName().toString().replaceFirst("\\.yaml$", ""),
                        number++,
                        one));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
