package dev.sluice.gate.rego;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Policy.RegoVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The OPA binary, as a compiler. Each call is one process, bounded in time and output, with a capabilities file that
 * leaves out what does not run here (and whatever reaches the network).
 */
final class Opa implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SECONDS = 30;
    private static final long MAX_OUTPUT = 64L * 1024 * 1024;

    private final Path binary;
    /** Reach the network, which no decision may: OPA fetches what a JSON schema refers to. */
    private static final Set<String> NETWORK =
            Set.of("http.send", "net.lookup_ip_addr", "json.match_schema", "json.verify_schema");

    private final Set<String> builtins;
    private final Map<Engine, Path> capabilities = new EnumMap<>(Engine.class);

    /** @param hostBuiltins names of the built-in functions that this JVM provides */
    Opa(Path binary, Collection<String> hostBuiltins) {
        this.binary = binary;
        this.builtins = new TreeSet<>(hostBuiltins);
        this.builtins.addAll(wasmBuiltins());
    }

    @Override
    public synchronized void close() {
        for (var file : capabilities.values()) {
            file.toFile().delete();
            file.resolveSibling("").toFile().delete();
        }
        capabilities.clear();
    }

    Path binary() {
        return binary;
    }

    /** What a run left behind. */
    record Run(int exit, String out, String err) {}

    /** The syntax tree of a module; errors are in the run's output. */
    Run parse(Path module, RegoVersion version) {
        var command = new ArrayList<>(List.of("parse", "--format", "json", "--json-include", "locations"));
        if (version == RegoVersion.V0) {
            command.add("--v0-compatible");
        }
        command.add(module.toString());
        return run(module, command);
    }

    /** Runs the tests of a folder, with nothing that reaches the network. */
    Run test(Path folder, Duration limit, boolean old) {
        var command = new ArrayList<>(List.of(
                "test",
                "--format",
                "json",
                "--timeout",
                limit.toSeconds() + "s",
                "--capabilities",
                capabilities(Engine.SERVER).toString()));
        if (old) {
            command.add("--v0-compatible");
        }
        command.add(folder.toString());
        return run(folder.resolveSibling("run"), command);
    }

    /**
     * @param folder of modules; a {@code .manifest} in it may say which of them have the syntax before OPA 1.0
     * @param engine whose functions there are
     */
    Run check(Path folder, Engine engine, boolean strict) {
        var command = new ArrayList<>(List.of(
                "check",
                "--bundle",
                "--format",
                "json",
                "--capabilities",
                capabilities(engine).toString()));
        if (strict) {
            command.add("--strict");
        }
        command.add(folder.toString());
        return run(folder, command);
    }

    /**
     * Compiles to WebAssembly. Not optimised: {@code -O1} panics in OPA 1.22.
     *
     * @param folder of modules; a {@code .manifest} in it may say which of them have the syntax before OPA 1.0
     */
    Run build(Path folder, Collection<String> entrypoints, Path bundle) {
        return build(folder, entrypoints, bundle, "--bundle");
    }

    /** @param old whether the modules have the syntax before OPA 1.0 */
    Run build(Path folder, Collection<String> entrypoints, Path bundle, boolean old) {
        return build(folder, entrypoints, bundle, old ? "--v0-compatible" : "--v1-compatible");
    }

    private Run build(Path folder, Collection<String> entrypoints, Path bundle, String how) {
        var command = new ArrayList<>(List.of(
                "build",
                how,
                "-t",
                "wasm",
                "--capabilities",
                capabilities(Engine.WASM).toString(),
                "-o",
                bundle.toString()));
        entrypoints.forEach(e -> command.addAll(List.of("-e", e)));
        command.add(folder.toString());
        return run(folder, command);
    }

    /** The errors of a run as findings; empty where it printed none that can be read. */
    static List<Finding> findings(Run run) {
        var findings = new ArrayList<Finding>();
        for (var text : List.of(run.out(), run.err())) {
            for (var error : errors(text)) {
                findings.add(new Finding(
                        RegoModule.library(error.path("location").path("file").asText("")),
                        error.path("location").path("row").asInt(0),
                        error.path("message").asText("unknown error")));
            }
        }
        return findings;
    }

    /** What a failed run complains of; at least one finding unless it succeeded. */
    static List<Finding> failures(Run run) {
        if (run.exit() == 0) {
            return List.of();
        }
        var findings = findings(run);
        return findings.isEmpty() ? List.of(new Finding(0, firstLine(run.err() + run.out()))) : findings;
    }

    private static String firstLine(String text) {
        return text.lines().filter(l -> !l.isBlank()).findFirst().orElse("OPA failed without saying why");
    }

    private static JsonNode errors(String text) {
        try {
            var tree = JSON.readTree(text);
            return tree == null ? JSON.createArrayNode() : tree.path("errors");
        } catch (IOException e) {
            return JSON.createArrayNode();
        }
    }

    private Run run(Path at, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(binary.toString());
        command.addAll(arguments);
        var folder = Files.isDirectory(at) ? at : at.resolveSibling("");
        try {
            var out = Files.createTempFile(folder, "opa", ".out");
            var err = Files.createTempFile(folder, "opa", ".err");
            var process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            return finish(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException("OPA (%s) cannot be run: %s".formatted(binary, e.getMessage()), e);
        }
    }

    private static Run finish(Process process, Path out, Path err) throws IOException {
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("OPA did not finish within %d seconds".formatted(SECONDS));
            }
            return new Run(process.exitValue(), bounded(out), bounded(err));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while OPA was running", e);
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    private static String bounded(Path file) throws IOException {
        if (Files.size(file) > MAX_OUTPUT) {
            throw new IOException("OPA printed more than %d bytes".formatted(MAX_OUTPUT));
        }
        return Files.readString(file);
    }

    /** OPA's own capabilities without what an engine does not have. */
    private synchronized Path capabilities(Engine engine) {
        var known = capabilities.get(engine);
        if (known != null && Files.exists(known)) {
            return known;
        }
        try {
            var folder = Files.createTempDirectory("sluice-opa");
            var run = run(folder, List.of("capabilities", "--current"));
            if (!(JSON.readTree(run.out()) instanceof ObjectNode tree) || run.exit() != 0) {
                throw new IllegalStateException("OPA does not tell its capabilities: " + run.err());
            }
            if (tree.get("builtins") instanceof ArrayNode all) {
                all.removeIf(b -> !has(engine, b.path("name").asText()));
            }
            tree.putArray("allow_net");
            var file = folder.resolve("capabilities.json");
            Files.writeString(file, JSON.writeValueAsString(tree));
            capabilities.put(engine, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean has(Engine engine, String builtin) {
        return switch (engine) {
            case WASM -> builtins.contains(builtin);
            case SERVER -> !NETWORK.contains(builtin);
        };
    }

    private static Set<String> wasmBuiltins() {
        var names = new TreeSet<String>();
        try (var in = Opa.class.getResourceAsStream("wasm-builtins.txt")) {
            if (in == null) {
                throw new IllegalStateException("wasm-builtins.txt is missing from the class path");
            }
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(l -> !l.startsWith("#") && !l.isBlank())
                    .forEach(names::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }
}
