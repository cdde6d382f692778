package dev.sluice.gate.rego;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * One distinct Rego text, made fit to stand beside others in one WebAssembly module: in a package of its own, with a
 * wrapper as entry point that collects the rules which judge.
 *
 * <p>Lines stay where they were, so that errors point into the author's text.
 *
 * @param id unique by content
 * @param text the module with its package moved below {@link #prefix}
 * @param wrapper a module that collects its verdict
 */
record RegoModule(String id, String text, String wrapper) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> JUDGING = List.of("violation", "deny", "warn");
    private static final int MAX_CHARACTERS = 262_144;

    String entrypoint() {
        return "sluice/entry/" + id + "/verdict";
    }

    /** What is put before the author's package, with a dot at the end. */
    static String prefix(String id) {
        return "sluice.policy." + id + ".";
    }

    /** The module, or what is wrong with it. */
    sealed interface Prepared {
        record Ready(RegoModule module) implements Prepared {}

        record Faulty(List<Finding> errors) implements Prepared {}
    }

    /** Refuses what is not worth starting OPA for. */
    static List<Finding> refuse(String text) {
        return text.length() > MAX_CHARACTERS
                ? List.of(new Finding(0, "the module is longer than %d characters".formatted(MAX_CHARACTERS)))
                : List.of();
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
        var moved = Relocation.move(ast, text, prefix(id), errors);
        var rules = judgingRules(ast, errors);
        if (!errors.isEmpty()) {
            return new Prepared.Faulty(errors);
        }
        return new Prepared.Ready(new RegoModule(id, moved, wrapper(id, ast.path("package"), rules)));
    }

    private static TreeSet<String> judgingRules(JsonNode ast, List<Finding> errors) {
        var rules = new TreeSet<String>();
        for (var rule : ast.path("rules")) {
            var head = rule.path("head");
            var name = head.path("ref").path(0).path("value").asText("");
            if (JUDGING.contains(name)) {
                rules.add(name);
                if (!mayBeSet(head)) {
                    errors.add(new Finding(
                            head.path("location").path("row").asInt(0),
                            "%s must be a set of messages: write `%s contains \"what is wrong\" if { … }`"
                                    .formatted(name, name)));
                }
            }
        }
        if (rules.isEmpty()) {
            errors.add(
                    new Finding(
                            0,
                            "no rule judges: define violation, deny or warn, for example `violation contains {\"msg\": \"…\"} if { … }`"));
        }
        return rules;
    }

    /** Whether a head can define a set; what a complete rule holds is known only when it is evaluated. */
    private static boolean mayBeSet(JsonNode head) {
        if (head.has("args") || head.path("ref").size() != 1) {
            return false;
        }
        return head.has("key")
                || !List.of("boolean", "number", "string", "null", "array", "object")
                        .contains(head.path("value").path("type").asText());
    }

    private static String wrapper(String id, JsonNode declaration, Iterable<String> rules) {
        var text = new StringBuilder("package sluice.entry." + id + "\n\n");
        var own = new StringBuilder("data." + prefix(id));
        own.setLength(own.length() - 1);
        var path = declaration.path("path");
        for (int i = 1; i < path.size(); i++) {
            own.append('[').append(path.get(i).path("value")).append(']');
        }
        for (var rule : rules) {
            text.append("verdict[\"%s\"] := %s.%s\n\n".formatted(rule, own, rule));
        }
        return text.toString();
    }
}
