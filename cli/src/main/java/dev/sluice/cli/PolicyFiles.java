package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.Policy;
import dev.sluice.api.Sluice;
import dev.sluice.api.Sync.FileError;
import dev.sluice.gate.rego.PolicyDefinition;
import dev.sluice.manifest.Manifest;
import dev.sluice.manifest.ManifestParser;
import dev.sluice.manifest.RegoFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The {@code Policy} manifests of files and folders. */
final class PolicyFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_FILES = 10_000;
    private static final int MAX_DEPTH = 32;

    private PolicyFiles() {}

    /** @throws IllegalArgumentException when one cannot be read, with its place */
    static List<PolicyDefinition> read(List<Path> paths) throws IOException {
        var policies = new ArrayList<PolicyDefinition>();
        for (var path : paths) {
            if (!Files.exists(path)) {
                throw new IllegalArgumentException("there is no " + path);
            }
            var top = Files.isDirectory(path)
                    ? path
                    : Optional.ofNullable(path.getParent()).orElse(Path.of(""));
            for (var file : files(path)) {
                policies.addAll(policies(top, file));
            }
        }
        return policies;
    }

    private static List<Path> files(Path path) throws IOException {
        try (var all = Files.walk(path, MAX_DEPTH)) {
            var files = all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> ManifestParser.reads(file.toString()))
                    .limit(MAX_FILES + 1L)
                    .sorted()
                    .toList();
            if (files.size() > MAX_FILES) {
                throw new IllegalArgumentException("more than %d files in %s".formatted(MAX_FILES, path));
            }
            return files;
        }
    }

    private static List<PolicyDefinition> policies(Path top, Path file) throws IOException {
        if (Files.size(file) > ManifestParser.MAX_FILE) {
            throw new IllegalArgumentException("%s is larger than %d bytes".formatted(file, ManifestParser.MAX_FILE));
        }
        var name = top.relativize(file).toString();
        var parsed = ManifestParser.parse(name, Files.readAllBytes(file));
        refuse(parsed.errors());
        var policies = new ArrayList<PolicyDefinition>();
        for (var manifest : parsed.manifests()) {
            if (manifest.kind().equals("Policy") && manifest.apiVersion().startsWith(Sluice.GROUP + "/")) {
                policies.add(policy(top, manifest));
            }
        }
        return policies;
    }

    private static PolicyDefinition policy(Path top, Manifest manifest) throws IOException {
        var inlined = RegoFiles.inline(manifest, path -> beside(top, path));
        refuse(inlined.errors());
        try {
            return PolicyDefinition.of(
                    manifest.name(),
                    JSON.treeToValue(inlined.manifest().object().path("spec"), Policy.Spec.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("%s: spec: %s".formatted(manifest.place(), e.getOriginalMessage()), e);
        }
    }

    private static Optional<byte[]> beside(Path top, String path) throws IOException {
        var file = top.resolve(path);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (var in = Files.newInputStream(file)) {
            return Optional.of(in.readNBytes(RegoFiles.MAX_FILE + 1));
        }
    }

    private static void refuse(List<FileError> errors) {
        if (!errors.isEmpty()) {
            var first = errors.getFirst();
            throw new IllegalArgumentException("%s%s: %s"
                    .formatted(first.path(), first.line() == null ? "" : ":" + first.line(), first.message()));
        }
    }
}
