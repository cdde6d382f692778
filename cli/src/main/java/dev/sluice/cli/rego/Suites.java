package dev.sluice.cli.rego;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Sluice;
import dev.sluice.api.Sync.FileError;
import dev.sluice.manifest.Manifest;
import dev.sluice.manifest.ManifestParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Finds what can be tested in a folder: folders of Rego, and Policies that hold their Rego themselves. */
record Suites(List<Suite> all, List<FileError> errors) {
    private static final int MAX_FILES = 20_000;
    private static final int MAX_DEPTH = 32;

    static Suites in(Path folder) throws IOException {
        var rego = new TreeMap<String, List<Suite.Module>>();
        var suites = new ArrayList<Suite>();
        var errors = new ArrayList<FileError>();
        try (var files = Files.walk(folder, MAX_DEPTH)) {
            for (var file :
                    files.filter(Files::isRegularFile).limit(MAX_FILES).sorted().toList()) {
                var path = folder.relativize(file).toString().replace('\\', '/');
                if (path.endsWith(".rego")) {
                    var parent = folder.relativize(file.resolveSibling("")).toString();
                    rego.computeIfAbsent(parent, p -> new ArrayList<>())
                            .add(new Suite.Module(
                                    path,
                                    0,
                                    new String(read(file), StandardCharsets.UTF_8),
                                    path.endsWith("_test.rego")));
                } else if (ManifestParser.reads(path)) {
                    policies(path, read(file), suites, errors);
                }
            }
        }
        rego.forEach((parent, modules) -> suites.add(
                new Suite(parent.isEmpty() ? String.valueOf(folder.getFileName()) : parent, modules, false)));
        return new Suites(suites, errors);
    }

    private static void policies(String path, byte[] bytes, List<Suite> suites, List<FileError> errors) {
        var parsed = ManifestParser.parse(path, bytes);
        errors.addAll(parsed.errors());
        for (var manifest : parsed.manifests()) {
            var spec = manifest.object().path("spec");
            if (manifest.kind().equals("Policy")
                    && manifest.apiVersion().startsWith(Sluice.GROUP + "/")
                    && spec.path("rego").isTextual()) {
                suites.add(suite(manifest, spec));
            }
        }
    }

    private static Suite suite(Manifest manifest, JsonNode spec) {
        var modules = new ArrayList<Suite.Module>();
        for (var field : List.of("rego", "tests")) {
            if (spec.path(field).isTextual()) {
                modules.add(new Suite.Module(
                        manifest.path(),
                        manifest.lineWithin(field, 0),
                        spec.path(field).textValue(),
                        field.equals("tests")));
            }
        }
        return new Suite(
                manifest.name(), modules, spec.path("regoVersion").asText().equals("v0"));
    }

    private static byte[] read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(ManifestParser.MAX_FILE + 1);
        }
    }
}
