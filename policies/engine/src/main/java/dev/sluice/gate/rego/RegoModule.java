package dev.sluice.gate.rego;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One distinct Rego text, made fit to stand beside others in one WebAssembly module: in a package of its own, with a
 * wrapper as entry point that collects the rules which judge.
 *
 * <p>Lines stay where they were, so that errors point into the author's text.
 *
 * @param id unique by content
 * @param text the module with its package renamed
 * @param wrapper a module that collects its verdict
 */
record RegoModule(String id, String text, String wrapper) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> JUDGING = List.of("violation", "deny", "warn");
    private static final Pattern PACKAGE = Pattern.compile("^(\\s*)package\\s+[^\\s#]+", Pattern.MULTILINE);

    String entrypoint() {
        return "sluice/entry/" + id + "/verdict";
    }

    /** The module, or what is wrong with it. */
    sealed interface Prepared {
        record Ready(RegoModule module) implements Prepared {}

        record Faulty(List<Finding> errors) implements Prepared {}
    }

    /** @param tree what {@code opa parse} printed for the text */
    static Prepared prepare(String id, String text, String tree) {
        JsonNode ast;
        try {
            ast = JSON.readTree(tree);
        } catch (IOException e) {
            return new Prepared.Faulty(List.of(new Finding(0, "OPA's syntax tree cannot be read: " + e.getMessage())));
        }
        var errors = new ArrayList<Finding>();
        refuseForeignData(ast, errors);
        var rules = new TreeSet<String>();
        for (var rule : ast.path("rules")) {
            var head = rule.path("head");
            var name = head.path("ref")
                    .path(0)
                    .path("value")
                    .asText(head.path("name").asText(""));
            if (JUDGING.contains(name)) {
                rules.add(name);
            }
        }
        if (rules.isEmpty()) {
            errors.add(
                    new Finding(
                            0,
                            "no rule judges: define violation, deny or warn, for example `violation contains {\"msg\": \"…\"} if { … }`"));
        }
        var declaration = PACKAGE.matcher(text);
        if (!declaration.find()) {
            errors.add(new Finding(1, "the package declaration cannot be found"));
        }
        if (!errors.isEmpty()) {
            return new Prepared.Faulty(errors);
        }
        var renamed = text.substring(0, declaration.start())
                + declaration.group(1)
                + "package sluice.policy." + id
                + text.substring(declaration.end());
        return new Prepared.Ready(new RegoModule(id, renamed, wrapper(id, rules)));
    }

    private static String wrapper(String id, Iterable<String> rules) {
        var text = new StringBuilder("package sluice.entry." + id + "\n\n");
        for (var rule : rules) {
            text.append("verdict[\"%s\"] := data.sluice.policy.%s.%s\n\n".formatted(rule, id, rule));
        }
        return text.toString();
    }

    /** A policy sees its input and nothing else: no other policy's rules, and not its own by an absolute name. */
    private static void refuseForeignData(JsonNode node, List<Finding> errors) {
        if (node.isObject()
                && node.path("type").asText().equals("ref")
                && node.path("value").path(0).path("type").asText().equals("var")
                && node.path("value").path(0).path("value").asText().equals("data")) {
            var row = node.path("location")
                    .path("row")
                    .asInt(node.path("value")
                            .path(0)
                            .path("location")
                            .path("row")
                            .asInt(0));
            if (!isPackageDeclaration(node)) {
                errors.add(new Finding(
                        row, "data documents are not available; refer to your own rules by their plain name"));
            }
            return;
        }
        node.properties().forEach(e -> {
            // The package clause itself is spelled as a path below data.
            if (!e.getKey().equals("package")) {
                refuseForeignData(e.getValue(), errors);
            }
        });
        if (node.isArray()) {
            node.forEach(child -> refuseForeignData(child, errors));
        }
    }

    private static boolean isPackageDeclaration(JsonNode ref) {
        return ref.path("value").size() == 0;
    }
}
