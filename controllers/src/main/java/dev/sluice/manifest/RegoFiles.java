package dev.sluice.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Sluice;
import dev.sluice.api.Sync.FileError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts Rego that stands in files of its own into the {@code Policy} that names them: {@code spec.regoFrom.path} and
 * {@code testsPath}, seen from the manifest's folder. What the cluster gets has the text itself.
 *
 * <pre>{@code
 * spec:
 *   regoFrom: {path: buckets.rego, testsPath: buckets_test.rego}
 * }</pre>
 */
public final class RegoFiles {
    private static final String REGO_FROM = "regoFrom";

    /** As the definition of Policy has it. */
    public static final int MAX_FILE = 262_144;

    private RegoFiles() {}

    /** The files beside the manifests: of a commit, or of a folder. */
    @FunctionalInterface
    public interface Source {

        /**
         * @param path from the top, without {@code ..}
         * @return at most one byte more than {@link #MAX_FILE}; empty where there is no such file
         */
        Optional<byte[]> read(String path) throws IOException;
    }

    /** @param errors not empty where the manifest cannot be used */
    public record Inlined(Manifest manifest, List<FileError> errors) {
        public Inlined {
            errors = List.copyOf(errors);
        }
    }

    /** The manifest as it is where it names no file. */
    public static Inlined inline(Manifest manifest, Source source) throws IOException {
        var from = manifest.object().path("spec").path(REGO_FROM);
        if (from.isMissingNode()
                || !manifest.kind().equals("Policy")
                || !manifest.apiVersion().startsWith(Sluice.GROUP + "/")) {
            return new Inlined(manifest, List.of());
        }
        var errors = new ArrayList<FileError>();
        var object = manifest.object().deepCopy();
        var spec = (ObjectNode) object.get("spec");
        spec.remove(REGO_FROM);
        if (!from.path("path").isTextual()) {
            errors.add(error(manifest, "spec.regoFrom.path names no file"));
        }
        var files = new HashMap<String, String>();
        for (var field : Map.of("rego", "path", "tests", "testsPath").entrySet()) {
            var path = from.path(field.getValue());
            if (path.isTextual()) {
                put(manifest, spec, field.getKey(), path, source, files, errors);
            }
        }
        return new Inlined(new Manifest(object, manifest.path(), manifest.line(), manifest.lines(), files), errors);
    }

    private static void put(
            Manifest manifest,
            ObjectNode spec,
            String field,
            JsonNode path,
            Source source,
            Map<String, String> files,
            List<FileError> errors)
            throws IOException {
        if (spec.has(field)) {
            errors.add(error(manifest, "spec.%s and spec.regoFrom both give it; leave one out".formatted(field)));
            return;
        }
        var resolved = resolved(manifest.path(), path.asText());
        if (resolved.isEmpty()) {
            errors.add(error(manifest, "spec.regoFrom: '%s' leaves the repository".formatted(path.asText())));
            return;
        }
        var bytes = source.read(resolved.get());
        if (bytes.isEmpty()) {
            errors.add(error(
                    manifest,
                    "spec.regoFrom: there is no file %s beside the manifests of this folder"
                            .formatted(resolved.get())));
        } else if (bytes.get().length > MAX_FILE) {
            errors.add(new FileError(resolved.get(), null, "the file is larger than %d bytes".formatted(MAX_FILE)));
        } else {
            text(bytes.get())
                    .ifPresentOrElse(
                            text -> {
                                spec.put(field, text);
                                files.put(field, resolved.get());
                            },
                            () -> errors.add(new FileError(resolved.get(), null, "the file is not UTF-8")));
        }
    }

    private static FileError error(Manifest manifest, String message) {
        return new FileError(manifest.path(), manifest.lines().getOrDefault(REGO_FROM, manifest.line()), message);
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** A path seen from the folder of a file; empty where it leads out of the top, or is not relative. */
    static Optional<String> resolved(String manifest, String path) {
        if (path.isBlank() || path.startsWith("/") || path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        var parts = new ArrayList<String>(List.of(manifest.split("/")));
        parts.removeLast();
        for (var part : path.split("/")) {
            switch (part) {
                case "", "." -> {}
                case ".." -> {
                    if (parts.isEmpty()) {
                        return Optional.empty();
                    }
                    parts.removeLast();
                }
                case String name -> parts.add(name);
            }
        }
        return Optional.of(String.join("/", parts));
    }
}
