package dev.sluice.gate.rego;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Moves a module below a prefix of its own: in its package clause, and wherever it names itself from {@code data}. What
 * points anywhere else is refused, so a policy sees its input and its own rules, and no other policy.
 *
 * <p>Everything is inserted in the line where it was, at the place that OPA's parser reports.
 */
final class Relocation {
    private static final String DATA = "data";

    private final String prefix;
    private final List<JsonNode> own;
    private final List<Finding> errors;
    /** The syntax tree tells some terms twice, as the key of a rule and as a part of its name. */
    private final Set<Insertion> insertions = new LinkedHashSet<>();

    /**
     * @param row from 1
     * @param column in code points from 1
     * @param after what stands there already and stays
     */
    private record Insertion(int row, int column, String after, String text) {}

    private Relocation(String prefix, List<JsonNode> own, List<Finding> errors) {
        this.prefix = prefix;
        this.own = own;
        this.errors = errors;
    }

    /**
     * The text after the move; meaningless when an error was added.
     *
     * @param prefix ends with a dot
     */
    static String move(JsonNode ast, String text, String prefix, List<Finding> errors) {
        var path = ast.path("package").path("path");
        var own = new ArrayList<JsonNode>();
        path.forEach(own::add);
        if (own.size() < 2) {
            errors.add(new Finding(1, "the package declaration cannot be found"));
            return text;
        }
        var relocation = new Relocation(prefix, own, errors);
        relocation.insert(own.get(1), "", prefix);
        ast.properties().forEach(e -> {
            if (!e.getKey().equals("package")) {
                relocation.visit(e.getValue());
            }
        });
        return relocation.apply(text);
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
        if (isOwn(terms)) {
            insert(terms.get(0), DATA, "." + prefix.substring(0, prefix.length() - 1));
        } else {
            refuse(terms.get(0));
        }
        for (int i = 1; i < terms.size(); i++) {
            visit(terms.get(i));
        }
    }

    private boolean isOwn(JsonNode terms) {
        for (int i = 1; i < own.size(); i++) {
            var term = terms.path(i);
            if (!term.path("type").asText().equals("string")
                    || !term.path("value").equals(own.get(i).path("value"))) {
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
                row(at), "data of other packages is not available; a policy sees its input and its own rules"));
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
                errors.add(new Finding(insertion.row(), "a reference to data cannot be located; use plain rule names"));
                return text;
            }
            var at = line.offsetByCodePoints(0, column);
            if (!line.startsWith(insertion.after(), at)) {
                errors.add(new Finding(insertion.row(), "a reference to data cannot be located; use plain rule names"));
                return text;
            }
            at += insertion.after().length();
            lines[row] = line.substring(0, at) + insertion.text() + line.substring(at);
        }
        return String.join("\n", lines);
    }
}
