package dev.sluice.gate.rego;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Moves a module below a prefix of its own: in its package clause, and wherever it names its policy's packages from
 * {@code data}. What points anywhere else is refused, so a policy sees its input, its own rules and what it is given, and
 * no other policy.
 *
 * <p>Everything is inserted in the line where it was, at the place that OPA's parser reports.
 */
final class Relocation {
    private static final String DATA = "data";

    private final JsonNode ast;
    private final String prefix;
    private final List<List<String>> own;
    private final int library;
    private final List<Finding> errors;
    private final List<Given> given = new ArrayList<>();
    /** The syntax tree tells some terms twice, as the key of a rule and as a part of its name. */
    private final Set<Insertion> insertions = new LinkedHashSet<>();

    /** What a policy reads below {@code data} that is not Rego. */
    enum Subtree {
        DOCUMENTS,
        INVENTORY
    }

    /** A place where a module reads what it is given. */
    record Given(Subtree subtree, int library, int line) {}

    /** @param given where the module reads what is given to it */
    record Moved(String text, List<Given> given) {}

    /**
     * @param row from 1
     * @param column in code points from 1
     * @param after what stands there already and stays
     */
    private record Insertion(int row, int column, String after, String text) {}

    /**
     * @param prefix ends with a dot
     * @param own paths below {@code data} that are moved with the module: its policy's packages
     * @param library which library the module is, from 1; 0 for the one that judges
     * @param errors where to tell what is wrong
     */
    Relocation(JsonNode ast, String prefix, List<List<String>> own, int library, List<Finding> errors) {
        this.ast = ast;
        this.prefix = prefix;
        this.own = own;
        this.library = library;
        this.errors = errors;
    }

    /** The path that a module's package clause names, below {@code data}; empty where there is none. */
    static List<String> packageOf(JsonNode ast) {
        var path = new ArrayList<String>();
        ast.path("package")
                .path("path")
                .forEach(term -> path.add(term.path("value").asText()));
        return path.isEmpty() ? List.of() : List.copyOf(path.subList(1, path.size()));
    }

    /** The text after the move; meaningless when an error was added. */
    Moved move(String text) {
        var first = ast.path("package").path("path").path(1);
        if (first.isMissingNode()) {
            errors.add(new Finding(library, 1, "the package declaration cannot be found"));
            return new Moved(text, List.of());
        }
        insert(first, "", prefix);
        ast.properties().forEach(e -> {
            if (!e.getKey().equals("package")) {
                visit(e.getValue());
            }
        });
        return new Moved(apply(text), given);
    }

    private void visit(JsonNode node) {
        if (node.isArray()) {
            node.forEach(this::visit);
            return;
        }
        var value = node.path("value");
        if (isData(node)) {
            refuse(node);
        } else if (node.path("type").asText().equals("ref") && isData(value.path(0))) {
            reference(value);
        } else {
            node.properties().forEach(e -> visit(e.getValue()));
        }
    }

    private void reference(JsonNode terms) {
        if (own.stream().anyMatch(path -> isBelow(path, terms))) {
            insert(terms.get(0), DATA, "." + prefix.substring(0, prefix.length() - 1));
        } else if (isBelow(List.of("documents"), terms)) {
            given.add(new Given(Subtree.DOCUMENTS, library, row(terms.get(0))));
        } else if (isBelow(List.of("inventory"), terms)) {
            given.add(new Given(Subtree.INVENTORY, library, row(terms.get(0))));
        } else {
            refuse(terms.get(0));
        }
        for (int i = 1; i < terms.size(); i++) {
            visit(terms.get(i));
        }
    }

    private static boolean isBelow(List<String> path, JsonNode terms) {
        for (int i = 0; i < path.size(); i++) {
            var term = terms.path(i + 1);
            if (!term.path("type").asText().equals("string")
                    || !term.path("value").asText().equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isData(JsonNode term) {
        return term.path("type").asText().equals("var")
                && term.path("value").asText().equals(DATA);
    }

    private void refuse(JsonNode at) {
        errors.add(new Finding(
                library,
                row(at),
                "data of other packages is not available; a policy sees its input and its own rules"));
    }

    private static int row(JsonNode term) {
        return term.path("location").path("row").asInt(0);
    }

    private void insert(JsonNode at, String after, String text) {
        insertions.add(new Insertion(row(at), at.path("location").path("col").asInt(0), after, text));
    }

    private String apply(String text) {
        var lines = text.split("\n", -1);
        // From the end of a line to its start, so that a place stays where it was reported.
        var backwards = insertions.stream()
                .sorted(Comparator.comparingInt(Insertion::column).reversed())
                .toList();
        for (var insertion : backwards) {
            var row = insertion.row() - 1;
            var line = row >= 0 && row < lines.length ? lines[row] : "";
            var column = insertion.column() - 1;
            if (column < 0 || column > line.codePointCount(0, line.length())) {
                return unlocatable(insertion, text);
            }
            var at = line.offsetByCodePoints(0, column);
            if (!line.startsWith(insertion.after(), at)) {
                return unlocatable(insertion, text);
            }
            at += insertion.after().length();
            lines[row] = line.substring(0, at) + insertion.text() + line.substring(at);
        }
        return String.join("\n", lines);
    }

    private String unlocatable(Insertion insertion, String text) {
        errors.add(
                new Finding(library, insertion.row(), "a reference to data cannot be located; use plain rule names"));
        return text;
    }
}
