package dev.sluice.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.manifest.FieldLines;
import dev.sluice.manifest.Manifest;
import dev.sluice.manifest.ManifestParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds and reads suites, as gator does: a file is one, a folder holds some, and {@code folder/...} also those of its
 * folders. A file that is no suite is passed over unless it was named.
 */
final class Suites {
    private static final String API_GROUP = "test.gatekeeper.sh";
    private static final String DEEP = "/...";
    private static final int MAX_FILES = 100_000;
    private static final Set<String> EXPANSION = Set.of("expand", "expansion");

    private Suites() {}

    /** Something in a suite's file that cannot be run. */
    static final class UnusableSuiteException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusableSuiteException(String message) {
            super(message);
        }
    }

    static List<Suite> at(String path) throws IOException {
        var deep = path.endsWith(DEEP);
        var shown = deep ? path.substring(0, path.length() - DEEP.length()) : path;
        var place = Path.of(shown.isEmpty() ? "/" : shown);
        if (Files.isDirectory(place)) {
            return inFolder(place, deep);
        }
        if (deep) {
            throw new IllegalArgumentException("%s is not a folder, which /... asks for".formatted(shown));
        }
        if (!Files.isRegularFile(place)) {
            throw new IllegalArgumentException("there is no file or folder " + shown);
        }
        if (!isYaml(place)) {
            throw new IllegalArgumentException("%s is not a .yaml or .yml file".formatted(shown));
        }
        var suites = read(place);
        if (suites.isEmpty()) {
            throw new IllegalArgumentException("%s holds no Suite of %s".formatted(shown, API_GROUP));
        }
        return suites;
    }

    private static List<Suite> inFolder(Path folder, boolean deep) throws IOException {
        List<Path> files;
        try (var found = deep ? Files.walk(folder) : Files.list(folder)) {
            files = found.filter(Suites::isYaml)
                    .filter(Files::isRegularFile)
                    .limit(MAX_FILES + 1L)
                    .sorted()
                    .toList();
        }
        if (files.size() > MAX_FILES) {
            throw new IllegalArgumentException("%s holds more than %d YAML files".formatted(folder, MAX_FILES));
        }
        var suites = new ArrayList<Suite>();
        for (var file : files) {
            suites.addAll(read(file));
        }
        return suites;
    }

    private static boolean isYaml(Path file) {
        var name = file.getFileName() == null ? "" : file.getFileName().toString();
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    /** What is not YAML, a template of Helm for example, is no suite; a suite that is not YAML is an error. */
    private static List<Suite> read(Path file) throws IOException {
        if (Files.size(file) > ManifestParser.MAX_FILE) {
            return List.of();
        }
        var bytes = Files.readAllBytes(file);
        if (!new String(bytes, StandardCharsets.UTF_8).contains(API_GROUP)) {
            return List.of();
        }
        var parsed = ManifestParser.parseUnchecked(file.toString(), bytes);
        if (!parsed.errors().isEmpty()) {
            var error = parsed.errors().getFirst();
            throw new UnusableSuiteException("%s:%s: %s".formatted(file, error.line(), error.message()));
        }
        var lines = FieldLines.of(bytes);
        return parsed.manifests().stream()
                .filter(m ->
                        m.apiVersion().startsWith(API_GROUP + "/") && m.kind().equals("Suite"))
                .map(m -> new Reader(m, lines).suite(file))
                .toList();
    }

    /** Reads one suite. */
    private record Reader(Manifest manifest, FieldLines lines) {

        Suite suite(Path file) {
            var object = manifest.object();
            noExpansion(object, "");
            var tests = new ArrayList<Suite.Test>();
            var list = items(object, "tests", "");
            for (int i = 0; i < list.size(); i++) {
                tests.add(test(list.get(i), "tests[%d]".formatted(i)));
            }
            return new Suite(file, file.toString(), flag(object, "skip", ""), tests);
        }

        private Suite.Test test(JsonNode test, String path) {
            noExpansion(test, path);
            var cases = new ArrayList<Suite.Case>();
            var list = items(test, "cases", path);
            for (int i = 0; i < list.size(); i++) {
                cases.add(one(list.get(i), "%s.cases[%d]".formatted(path, i)));
            }
            return new Suite.Test(
                    text(test, "name", path),
                    text(test, "template", path),
                    text(test, "constraint", path),
                    flag(test, "invalid", path),
                    flag(test, "skip", path),
                    cases,
                    lines.line(manifest, path));
        }

        private Suite.Case one(JsonNode one, String path) {
            noExpansion(one, path);
            var assertions = new ArrayList<Assertion>();
            var list = items(one, "assertions", path);
            for (int i = 0; i < list.size(); i++) {
                assertions.add(assertion(list.get(i), "%s.assertions[%d]".formatted(path, i)));
            }
            var inventory =
                    items(one, "inventory", path).stream().map(JsonNode::asText).toList();
            return new Suite.Case(
                    text(one, "name", path),
                    text(one, "object", path),
                    inventory,
                    flag(one, "skip", path),
                    assertions,
                    lines.line(manifest, path));
        }

        private Assertion assertion(JsonNode assertion, String path) {
            var message =
                    assertion.path("message").isMissingNode() ? null : pattern(text(assertion, "message", path), path);
            var violations = assertion.path("violations");
            // In YAML, yes and no are booleans.
            if (violations.isMissingNode() || violations.isNull() || isWord(violations, "yes", true)) {
                return new Assertion(1, Integer.MAX_VALUE, message);
            }
            if (isWord(violations, "no", false)) {
                return new Assertion(0, 0, message);
            }
            if (violations.isIntegralNumber() && violations.canConvertToInt() && violations.intValue() >= 0) {
                return new Assertion(violations.intValue(), violations.intValue(), message);
            }
            throw wrong(path + ".violations", "is %s; write yes, no or how many".formatted(violations));
        }

        private static boolean isWord(JsonNode node, String word, boolean meaning) {
            return node.isBoolean()
                    ? node.booleanValue() == meaning
                    : node.isTextual() && node.textValue().equals(word);
        }

        private Pattern pattern(String text, String path) {
            try {
                return Pattern.compile(text);
            } catch (PatternSyntaxException e) {
                throw wrong(path + ".message", "is no regular expression: " + e.getMessage());
            }
        }

        private void noExpansion(JsonNode node, String path) {
            EXPANSION.stream().filter(node::has).findFirst().ifPresent(field -> {
                throw wrong(
                        join(path, field),
                        "Sluice does not expand objects; name the object that the expansion would make, as object");
            });
        }

        private List<JsonNode> items(JsonNode node, String field, String path) {
            var list = node.path(field);
            if (list.isMissingNode() || list.isNull()) {
                return List.of();
            }
            if (!list.isArray()) {
                throw wrong(join(path, field), "a list is needed here");
            }
            return list.valueStream().toList();
        }

        /** Empty where it is absent. */
        private String text(JsonNode node, String field, String path) {
            var value = node.path(field);
            if (value.isContainerNode()) {
                throw wrong(join(path, field), "a text is needed here");
            }
            return value.isNull() ? "" : value.asText("");
        }

        private boolean flag(JsonNode node, String field, String path) {
            var value = node.path(field);
            if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
                throw wrong(join(path, field), "true or false is needed here");
            }
            return value.asBoolean();
        }

        private static String join(String path, String field) {
            return path.isEmpty() ? field : path + "." + field;
        }

        private UnusableSuiteException wrong(String path, String message) {
            return new UnusableSuiteException(
                    "%s:%d: %s: %s".formatted(manifest.path(), lines.line(manifest, path), path, message));
        }
    }
}
