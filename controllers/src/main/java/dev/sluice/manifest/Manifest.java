package dev.sluice.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * One object in a file.
 *
 * @param object with at least apiVersion, kind and metadata.name
 * @param path file in the repository
 * @param line line at which its document starts, from 1
 * @param lines lines at which the values of {@code spec}'s fields start, by field name
 * @param files fields of {@code spec} whose text is a file of its own, by field name
 */
public record Manifest(
        ObjectNode object, String path, int line, Map<String, Integer> lines, Map<String, String> files) {
    public Manifest {
        lines = Map.copyOf(lines);
        files = Map.copyOf(files);
    }

    public Manifest(ObjectNode object, String path, int line, Map<String, Integer> lines) {
        this(object, path, line, lines, Map.of());
    }

    public String apiVersion() {
        return object.path("apiVersion").asText();
    }

    public String kind() {
        return object.path("kind").asText();
    }

    public String name() {
        return object.path("metadata").path("name").asText();
    }

    /** Empty where the manifest names none. */
    public String namespace() {
        return object.path("metadata").path("namespace").asText("");
    }

    /** {@code infra/queue.yaml:12} */
    public String place() {
        return path + ":" + line;
    }

    /** The line of a line of text inside a block value of {@code spec}, for example of Rego. */
    public int lineWithin(String field, int lineOfText) {
        return files.containsKey(field) ? lineOfText : lines.getOrDefault(field, line) + lineOfText;
    }

    /** The file in which the text of a field of {@code spec} stands. */
    public String fileOf(String field) {
        return files.getOrDefault(field, path);
    }
}
