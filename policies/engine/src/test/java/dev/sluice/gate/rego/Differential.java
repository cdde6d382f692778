package dev.sluice.gate.rego;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks the real OPA and this engine the same questions. */
final class Differential {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Path folder;

    /** @param folder may be filled with whatever is needed */
    Differential(Path folder) {
        this.folder = folder;
    }

    /** What both say; a question whose answer is undefined is not in the map. */
    record Answers(Map<String, JsonNode> opa, Map<String, JsonNode> engine) {}

    /** @param module defines {@code data.diff.answers} */
    Answers ask(String module, JsonNode input) throws IOException {
        var sources = Files.createDirectories(folder.resolve("sources"));
        var rego = Files.writeString(sources.resolve("diff.rego"), module);
        var whole = JSON.createObjectNode().set("review", input);
        var inputFile = Files.write(folder.resolve("input.json"), JSON.writeValueAsBytes(whole));
        return new Answers(opa(rego, inputFile), engine(sources, input));
    }

    private Map<String, JsonNode> opa(Path rego, Path input) throws IOException {
        var out = folder.resolve("opa.json");
        var process = new ProcessBuilder(
                        Fixtures.OPA.toString(),
                        "eval",
                        "--format=json",
                        "-d",
                        rego.toString(),
                        "-i",
                        input.toString(),
                        "data.diff.answers")
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(Files.readString(out));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return fields(JSON.readTree(out.toFile()).at("/result/0/expressions/0/value"));
    }

    private Map<String, JsonNode> engine(Path sources, JsonNode input) throws IOException {
        var bundle = folder.resolve("bundle.tar.gz");
        try (var opa = new Opa(Fixtures.OPA, HostBuiltins.names())) {
            var run = opa.build(sources, List.of("diff/answers"), bundle);
            if (run.exit() != 0) {
                throw new IOException(run.out() + run.err());
            }
        }
        var nothing = "{}".getBytes(StandardCharsets.UTF_8);
        var instance = WasmProgram.compile(Bundle.wasm(bundle)).newInstance(List.of(nothing));
        instance.begin(JSON.writeValueAsBytes(input), nothing, Instant.parse("2026-01-01T00:00:00Z"));
        return fields(instance.evaluate("diff/answers", 0).at("/0/result"));
    }

    private static Map<String, JsonNode> fields(JsonNode object) {
        var fields = new TreeMap<String, JsonNode>();
        object.properties().forEach(e -> fields.put(e.getKey(), e.getValue()));
        return fields;
    }
}
