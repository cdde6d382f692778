package dev.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Policy;
import dev.sluice.gate.rego.PolicyDefinition;
import dev.sluice.tools.Folders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How the real OPA comes to its answer: its own trace of one policy. */
final class OpaTrace {
    private static final long SECONDS = 30;
    private static final int MAX_LINES = 5000;

    private OpaTrace() {}

    static void print(PrintWriter out, Path opa, PolicyDefinition policy, ObjectNode input) throws IOException {
        var folder = Files.createTempDirectory("sluice-trace");
        try {
            out.println();
            out.println("trace of " + policy.name());
            var sources = Files.createDirectories(folder.resolve("sources"));
            Files.writeString(sources.resolve("policy.rego"), policy.rego().text());
            for (int i = 0; i < policy.rego().libraries().size(); i++) {
                Files.writeString(
                        sources.resolve("library-%d.rego".formatted(i)),
                        policy.rego().libraries().get(i));
            }
            if (policy.documents() != null) {
                var data = new ObjectMapper().createObjectNode();
                data.set("documents", policy.documents());
                Files.writeString(sources.resolve("data.json"), data.toString());
            }
            var inputFile = Files.writeString(folder.resolve("input.json"), input.toString());
            run(out, command(opa, policy, sources, inputFile), folder);
        } finally {
            Folders.delete(folder);
        }
    }

    private static List<String> command(Path opa, PolicyDefinition policy, Path sources, Path input) {
        var command = new ArrayList<>(List.of(
                opa.toString(),
                "eval",
                "--format",
                "pretty",
                "--explain",
                "full",
                "--timeout",
                "10s",
                "--data",
                sources.toString(),
                "--input",
                input.toString()));
        if (policy.rego().version() == Policy.RegoVersion.V0) {
            command.add("--v0-compatible");
        }
        command.add("data");
        return command;
    }

    private static void run(PrintWriter out, List<String> command, Path folder) throws IOException {
        var log = folder.resolve("trace.txt").toFile();
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                out.println("OPA did not finish within %d seconds".formatted(SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
        try (var lines = new BufferedReader(Files.newBufferedReader(log.toPath()))) {
            lines.lines().limit(MAX_LINES).forEach(out::println);
        }
    }
}
