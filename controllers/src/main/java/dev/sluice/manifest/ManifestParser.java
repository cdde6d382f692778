package dev.sluice.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Sync.FileError;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Reads YAML and JSON files as the API server would, within bounds: size, documents, depth, aliases, nodes.
 *
 * <p>A file is read whole or not at all: one error makes the file unusable, so that half of it is never taken for the
 * whole.
 */
public final class ManifestParser {
    /** Bytes of one file. */
    public static final int MAX_FILE = 1024 * 1024;

    private static final int MAX_DOCUMENTS = 2000;
    private static final int MAX_DEPTH = 50;
    private static final int MAX_ALIASES = 50;

    private ManifestParser() {}

    /** What a file holds: objects, or errors. */
    public record Parsed(List<Manifest> manifests, List<FileError> errors) {
        public Parsed {
            manifests = List.copyOf(manifests);
            errors = List.copyOf(errors);
        }
    }

    /** True for files that hold manifests, by their name. */
    public static boolean reads(String path) {
        return path.endsWith(".yaml") || path.endsWith(".yml") || path.endsWith(".json");
    }

    public static Parsed parse(String path, byte[] bytes) {
        var manifests = new ArrayList<Manifest>();
        try {
            var documents = 0;
            for (var node : new Yaml(
                            new SafeConstructor(options()),
                            new Representer(new DumperOptions()),
                            new DumperOptions(),
                            options())
                    .composeAll(new StringReader(text(bytes)))) {
                if (++documents > MAX_DOCUMENTS) {
                    throw new UnreadableException(
                            line(node), "the file holds more than %d documents; split it".formatted(MAX_DOCUMENTS));
                }
                document(path, node, manifests);
            }
            return new Parsed(manifests, List.of());
        } catch (UnreadableException e) {
            return failed(path, e.line, String.valueOf(e.getMessage()));
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            return failed(path, mark == null ? null : mark.getLine() + 1, "not valid YAML: " + problem(e));
        } catch (YAMLException e) {
            return failed(path, null, "not valid YAML: " + e.getMessage());
        }
    }

    private static String problem(MarkedYAMLException e) {
        var context = e.getContext();
        return context == null ? String.valueOf(e.getProblem()) : context + ", " + e.getProblem();
    }

    private static Parsed failed(String path, @Nullable Integer line, String message) {
        return new Parsed(List.of(), List.of(new FileError(path, line, message)));
    }

    private static LoaderOptions options() {
        var options = new LoaderOptions();
        options.setCodePointLimit(MAX_FILE);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setAllowDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
        return options;
    }

    private static String text(byte[] bytes) {
        if (bytes.length > MAX_FILE) {
            throw new UnreadableException(null, "the file is larger than %d bytes; split it".formatted(MAX_FILE));
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableException(null, "the file is not valid UTF-8; save it as UTF-8");
        }
    }

    private static void document(String path, Node node, List<Manifest> manifests) {
        if (node instanceof ScalarNode scalar && scalar.getValue().isBlank()) {
            return;
        }
        var tree = new YamlTree().json(node);
        if (!(tree instanceof ObjectNode object)) {
            throw new UnreadableException(line(node), "a document is not an object: begin with apiVersion and kind");
        }
        if (object.path("kind").asText().endsWith("List")
                && object.path("items").isArray()) {
            var items = 0;
            for (var item : object.path("items")) {
                manifests.add(manifest(path, line(node), item, Map.of(), "items[%d]: ".formatted(items++)));
            }
            return;
        }
        manifests.add(manifest(path, line(node), object, specLines(node), ""));
    }

    private static Manifest manifest(String path, int line, JsonNode tree, Map<String, Integer> lines, String prefix) {
        require(tree.path("apiVersion").isTextual(), line, prefix + "apiVersion is missing");
        require(tree.path("kind").isTextual(), line, prefix + "kind is missing");
        require(
                tree.path("metadata").path("name").isTextual(),
                line,
                prefix + tree.path("kind").asText() + " has no metadata.name (a number or a boolean needs quotes)");
        var namespace = tree.path("metadata").path("namespace");
        require(namespace.isMissingNode() || namespace.isTextual(), line, prefix + "metadata.namespace is not a text");
        return new Manifest((ObjectNode) tree, path, line, lines);
    }

    private static void require(boolean holds, int line, String message) {
        if (!holds) {
            throw new UnreadableException(line, message);
        }
    }

    /** Where the values of spec's fields start. */
    private static Map<String, Integer> specLines(Node document) {
        var lines = new HashMap<String, Integer>();
        if (document instanceof MappingNode root) {
            for (var field : root.getValue()) {
                if (field.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals("spec")
                        && field.getValueNode() instanceof MappingNode spec) {
                    spec.getValue().forEach(f -> {
                        if (f.getKeyNode() instanceof ScalarNode name) {
                            lines.put(name.getValue(), line(f.getValueNode()));
                        }
                    });
                }
            }
        }
        return lines;
    }

    static int line(Node node) {
        return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
    }

    /** A place in a file that cannot be read. */
    static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final @Nullable Integer line;

        UnreadableException(@Nullable Integer line, String message) {
            super(message);
            this.line = line;
        }
    }
}
