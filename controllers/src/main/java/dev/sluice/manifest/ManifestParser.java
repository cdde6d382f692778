package dev.sluice.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import java.util.regex.Pattern;
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
import org.yaml.snakeyaml.nodes.Tag;
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
    private static final int MAX_NAME = 253;
    private static final String UNDEFINED = "found undefined alias";

    // What these name becomes part of a path that the API server is asked for.
    private static final Pattern API_VERSION = Pattern.compile("([a-z0-9][-a-z0-9.]*/)?[a-z0-9][-a-z0-9]*");
    private static final Pattern KIND = Pattern.compile("[A-Za-z][-A-Za-z0-9]*");

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

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
            var text = text(bytes);
            if (path.endsWith(".json")) {
                json(path, text, manifests);
            } else {
                yaml(path, text, manifests);
            }
            return new Parsed(manifests, List.of());
        } catch (UnreadableException e) {
            return failed(path, e.line, String.valueOf(e.getMessage()));
        } catch (JsonProcessingException e) {
            var place = e.getLocation();
            return failed(path, place == null ? null : place.getLineNr(), problem(e));
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            return failed(path, mark == null ? null : mark.getLine() + 1, "not valid YAML: " + problem(e));
        } catch (YAMLException e) {
            return failed(path, null, "not valid YAML: " + e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            // Whatever a file does to its reader, it must not keep the other files from being read.
            return failed(path, null, "cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private static void yaml(String path, String text, List<Manifest> manifests) {
        var documents = 0;
        for (var node : new Yaml(
                        new SafeConstructor(options()),
                        new Representer(new DumperOptions()),
                        new DumperOptions(),
                        options())
                .composeAll(new StringReader(text))) {
            if (++documents > MAX_DOCUMENTS) {
                throw new UnreadableException(
                        line(node), "the file holds more than %d documents; split it".formatted(MAX_DOCUMENTS));
            }
            if (!(node instanceof ScalarNode scalar) || !isNothing(scalar)) {
                document(path, line(node), new YamlTree().json(node), specLines(node), manifests);
            }
        }
    }

    private static boolean isNothing(ScalarNode scalar) {
        return scalar.getValue().isBlank() || scalar.getTag().equals(Tag.NULL);
    }

    /** Not by way of YAML, of which JSON is almost a part: tabs and {@code \/} are not. */
    private static void json(String path, String text, List<Manifest> manifests) throws JsonProcessingException {
        var tree = JSON.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
        if (!tree.isMissingNode()) {
            document(path, 1, tree, Map.of(), manifests);
        }
    }

    /** In other words than the parser's where it would quote a value: that may be a Secret's. */
    private static String problem(JsonProcessingException e) {
        var said = String.valueOf(e.getOriginalMessage());
        if (said.startsWith("Duplicate field")) {
            return "not valid JSON: " + said;
        }
        return e.getLocation() == null
                ? "not valid JSON"
                : "not valid JSON at column %d".formatted(e.getLocation().getColumnNr());
    }

    private static String problem(MarkedYAMLException e) {
        var context = e.getContext();
        var said = String.valueOf(e.getProblem());
        var problem = said.startsWith(UNDEFINED) ? UNDEFINED + " (a text that begins with * needs quotes)" : said;
        return context == null ? problem : context + ", " + problem;
    }

    private static Parsed failed(String path, @Nullable Integer line, String message) {
        return new Parsed(List.of(), List.of(new FileError(path, line, message)));
    }

    static LoaderOptions options() {
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

    private static void document(
            String path, int line, JsonNode tree, Map<String, Integer> lines, List<Manifest> manifests) {
        if (!(tree instanceof ObjectNode object)) {
            throw new UnreadableException(line, "a document is not an object: begin with apiVersion and kind");
        }
        if (object.path("kind").asText().endsWith("List")
                && object.path("items").isArray()) {
            var items = 0;
            for (var item : object.path("items")) {
                manifests.add(manifest(path, line, item, Map.of(), "items[%d]: ".formatted(items++)));
            }
            return;
        }
        manifests.add(manifest(path, line, object, lines, ""));
    }

    private static Manifest manifest(String path, int line, JsonNode tree, Map<String, Integer> lines, String prefix) {
        require(tree.path("apiVersion").isTextual(), line, prefix + "apiVersion is missing");
        require(tree.path("kind").isTextual(), line, prefix + "kind is missing");
        var kind = tree.path("kind").asText();
        var apiVersion = tree.path("apiVersion").asText();
        require(matches(API_VERSION, apiVersion), line, prefix + "apiVersion is not like v1 or apps/v1");
        require(matches(KIND, kind), line, prefix + "kind is not like ConfigMap");
        var metadata = tree.path("metadata");
        require(
                metadata.path("name").isTextual(),
                line,
                prefix + kind + " has no metadata.name (a number or a boolean needs quotes)");
        require(isName(metadata.path("name").asText()), line, prefix + "metadata.name is not a name");
        var namespace = metadata.path("namespace");
        require(namespace.isMissingNode() || namespace.isTextual(), line, prefix + "metadata.namespace is not a text");
        require(
                namespace.asText("").isEmpty() || isName(namespace.asText()),
                line,
                prefix + "metadata.namespace is not a name");
        for (var field : List.of("labels", "annotations")) {
            require(
                    isTexts(metadata.path(field)),
                    line,
                    "%smetadata.%s is not a map of texts (a number or a boolean needs quotes)"
                            .formatted(prefix, field));
        }
        return new Manifest((ObjectNode) tree, path, line, lines);
    }

    private static boolean matches(Pattern pattern, String text) {
        return text.length() <= MAX_NAME && pattern.matcher(text).matches();
    }

    /** What the API server takes as one step of a path; each kind has stricter rules of its own. */
    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_NAME
                && !text.equals(".")
                && !text.equals("..")
                && text.chars().noneMatch(c -> c == '/' || c == '%' || Character.isISOControl(c));
    }

    private static boolean isTexts(JsonNode node) {
        return node.isMissingNode()
                || node.isNull()
                || (node.isObject() && node.valueStream().allMatch(JsonNode::isTextual));
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
