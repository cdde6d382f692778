package dev.sluice.manifest;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.representer.Representer;

/**
 * At which line each field of a file's objects stands. Made for one file at a time, when somebody has to be shown a line:
 * keeping the lines of everything that is read would cost more than reading it.
 */
public final class FieldLines {
    private final List<Node> documents;

    private FieldLines(List<Node> documents) {
        this.documents = documents;
    }

    /** @param bytes of a file that {@link ManifestParser} has read; of one that it cannot read no lines are known */
    public static FieldLines of(byte[] bytes) {
        var documents = new ArrayList<Node>();
        try {
            var text = new String(bytes, StandardCharsets.UTF_8);
            new Yaml(
                            new SafeConstructor(ManifestParser.options()),
                            new Representer(new DumperOptions()),
                            new DumperOptions(),
                            ManifestParser.options())
                    .composeAll(new StringReader(text))
                    .forEach(documents::add);
        } catch (YAMLException e) {
            // JSON with tabs, for example: the object's own line has to do.
            documents.clear();
        }
        return new FieldLines(documents);
    }

    /**
     * The line of a field, or of the nearest field around it that is there.
     *
     * @param path for example {@code spec.forProvider.rules[0].port} or {@code metadata.labels[team]}
     */
    public int line(Manifest manifest, String path) {
        var node = document(manifest);
        if (node == null) {
            return manifest.line();
        }
        var line = ManifestParser.line(node);
        for (var step : steps(path)) {
            var next = step(node, step);
            if (next == null) {
                return line;
            }
            line = next.line();
            node = next.node();
        }
        return line;
    }

    private @Nullable Node root(Manifest manifest) {
        return documents.stream()
                .filter(d -> ManifestParser.line(d) == manifest.line())
                .findFirst()
                .orElse(null);
    }

    /** The object's own node, also inside a List. */
    private @Nullable Node document(Manifest manifest) {
        var root = root(manifest);
        var items = root == null ? null : step(root, "items");
        if (items == null || !(items.node() instanceof SequenceNode list)) {
            return root;
        }
        return list.getValue().stream()
                .filter(item -> manifest.kind().equals(scalar(item, "kind"))
                        && manifest.name().equals(scalar(step(item, "metadata"), "name")))
                .findFirst()
                .orElse(root);
    }

    private record Step(int line, Node node) {}

    private static @Nullable Step step(Node node, String name) {
        return switch (node) {
            case MappingNode mapping ->
                mapping.getValue().stream()
                        .filter(f -> f.getKeyNode() instanceof ScalarNode key
                                && key.getValue().equals(name))
                        .findFirst()
                        .map(f -> new Step(ManifestParser.line(f.getKeyNode()), f.getValueNode()))
                        .orElse(null);
            case SequenceNode list -> {
                var element = element(list.getValue(), name);
                yield element == null ? null : new Step(ManifestParser.line(element), element);
            }
            default -> null;
        };
    }

    /** By index, else by name. */
    private static @Nullable Node element(List<Node> list, String name) {
        if (name.matches("[0-9]{1,6}")) {
            var index = Integer.parseInt(name);
            return index < list.size() ? list.get(index) : null;
        }
        return list.stream()
                .filter(e -> name.equals(scalar(e, "name")))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String scalar(@Nullable Step at, String field) {
        return at == null ? null : scalar(at.node(), field);
    }

    private static @Nullable String scalar(Node node, String field) {
        var step = step(node, field);
        return step != null && step.node() instanceof ScalarNode value ? value.getValue() : null;
    }

    /** {@code a.b[c.d].e} as a, b, c.d, e. */
    static List<String> steps(String path) {
        var steps = new ArrayList<String>();
        var step = new StringBuilder();
        var inBrackets = false;
        for (int i = 0; i < path.length(); i++) {
            var c = path.charAt(i);
            var ends = inBrackets ? c == ']' : c == '.' || c == '[';
            if (!ends) {
                step.append(c);
                continue;
            }
            if (!step.isEmpty()) {
                steps.add(step.toString());
                step.setLength(0);
            }
            inBrackets = c == '[';
        }
        if (!step.isEmpty()) {
            steps.add(step.toString());
        }
        return steps;
    }
}
