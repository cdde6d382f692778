package dev.sluice.gate.rego;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Policy.RegoVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One distinct Rego text with its libraries, made fit to stand beside others in one WebAssembly module: in packages of
 * its own, with a wrapper as entry point that collects the rules which judge.
 *
 * <p>Lines stay where they were, so that errors point into the author's text.
 *
 * @param id unique by content
 * @param version the syntax of its sources; the wrapper's is OPA's own
 * @param sources the module and its libraries with their packages moved below {@link #prefix}
 * @param home the moved package of the module that judges
 * @param rules the names of its rules that judge
 * @param given where it reads what is given to it
 * @param engine what evaluates it
 * @param lacking functions for which it needs {@link Engine#SERVER}
 */
record RegoModule(
        String id,
        RegoVersion version,
        List<String> sources,
        String home,
        Set<String> rules,
        List<Relocation.Given> given,
        Engine engine,
        List<String> lacking) {
    private static final int MAX_CHARACTERS = 262_144;
    private static final int MAX_LIBRARIES = 64;
    private static final int MAX_ALL_CHARACTERS = 1_048_576;
    private static final Pattern LIBRARY = Pattern.compile("-lib([0-9]{1,3})\\.rego$");

    RegoModule {
        sources = List.copyOf(sources);
        rules = new TreeSet<>(rules);
        given = List.copyOf(given);
        lacking = List.copyOf(lacking);
    }

    /** The same for a server. */
    RegoModule onServer(List<String> functions) {
        return new RegoModule(id, version, sources, home, rules, given, Engine.SERVER, functions);
    }

    String entrypoint() {
        return "sluice/entry/" + id + "/verdict";
    }

    /** What is put before the author's packages, with a dot at the end. */
    static String prefix(String id) {
        return "sluice.policy." + id + ".";
    }

    /** Name of the file of a source. */
    String file(int library) {
        return library == 0 ? id + ".rego" : id + "-lib" + library + ".rego";
    }

    String wrapperFile() {
        return id + "-entry.rego";
    }

    /** Which library has the file of this name, from 1; 0 for the module that judges. */
    static int library(String file) {
        var matcher = LIBRARY.matcher(file);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Where it reads what its policy does not declare, and so would not be given: it would find nothing to object to. */
    List<Finding> undeclared(PolicyDefinition policy) {
        return given.stream()
                .filter(g -> !policy.declares(g.subtree()))
                .map(g -> new Finding(
                        g.library(),
                        g.line(),
                        switch (g.subtree()) {
                            case INVENTORY ->
                                "data.inventory holds the kinds that a policy declares, and this one declares none: name them in spec.inventory";
                            case DOCUMENTS ->
                                "data.documents holds the documents of a policy, and this one has none: put them into spec.data";
                        }))
                .distinct()
                .toList();
    }

    /** OPA names rules by the place to which they were moved. */
    List<Finding> inAuthorsWords(List<Finding> findings) {
        return findings.stream()
                .map(f -> new Finding(f.library(), f.line(), f.message().replace(prefix(id), "")))
                .toList();
    }

    /** The module, or what is wrong with it. */
    sealed interface Prepared {
        /** @param warnings what OPA finds when it is strict */
        record Ready(RegoModule module, List<Finding> warnings) implements Prepared {}

        record Faulty(List<Finding> errors) implements Prepared {}
    }

    /** Refuses what is not worth starting OPA for. */
    static List<Finding> refuse(RegoText rego) {
        var errors = new ArrayList<Finding>();
        var texts = rego.texts();
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).length() > MAX_CHARACTERS) {
                errors.add(new Finding(i, 0, "the module is longer than %d characters".formatted(MAX_CHARACTERS)));
            }
        }
        if (rego.libraries().size() > MAX_LIBRARIES
                || texts.stream().mapToInt(String::length).sum() > MAX_ALL_CHARACTERS) {
            errors.add(new Finding(
                    0,
                    "it has more than %d libraries, or more than %d characters with them"
                            .formatted(MAX_LIBRARIES, MAX_ALL_CHARACTERS)));
        }
        return errors;
    }

    /**
     * For this process, and without warnings until OPA has checked it.
     *
     * @param trees what OPA parsed of the text and of each library
     */
    static Prepared prepare(String id, RegoText rego, List<JsonNode> trees) {
        var errors = new ArrayList<Finding>();
        var own = own(trees);
        var sources = new ArrayList<String>();
        var given = new ArrayList<Relocation.Given>();
        var texts = rego.texts();
        for (int i = 0; i < texts.size(); i++) {
            var moved = new Relocation(trees.get(i), prefix(id), own, i, errors).move(texts.get(i));
            sources.add(moved.text());
            given.addAll(moved.given());
        }
        var rules = judgingRules(trees.getFirst(), rego, errors);
        if (!errors.isEmpty()) {
            return new Prepared.Faulty(errors);
        }
        var module = new RegoModule(
                id,
                rego.version(),
                sources,
                home(id, trees.getFirst().path("package")),
                rules,
                given,
                Engine.WASM,
                List.of());
        return new Prepared.Ready(module, List.of());
    }

    /** Paths that the sources may name. Of a library also what is above it: {@code data.lib} stands for all of them. */
    private static List<List<String>> own(List<JsonNode> trees) {
        var own = new ArrayList<List<String>>();
        own.add(Relocation.packageOf(trees.getFirst()));
        trees.stream()
                .skip(1)
                .map(Relocation::packageOf)
                .forEach(path -> own.add(path.subList(0, Math.min(1, path.size()))));
        own.removeIf(List::isEmpty);
        return own;
    }

    private static TreeSet<String> judgingRules(JsonNode ast, RegoText rego, List<Finding> errors) {
        var rules = new TreeSet<String>();
        for (var rule : ast.path("rules")) {
            var head = rule.path("head");
            var name = head.path("ref").path(0).path("value").asText("");
            if (rego.contract().rules().contains(name)) {
                rules.add(name);
                if (!mayBeSet(head)) {
                    errors.add(new Finding(
                            head.path("location").path("row").asInt(0),
                            "%s must be a set of messages: write `%s`".formatted(name, example(name, rego.version()))));
                }
            }
        }
        if (rules.isEmpty()) {
            errors.add(new Finding(
                    0,
                    "no rule judges: define %s, for example `%s`"
                            .formatted(alternatives(rego.contract().rules()), example("violation", rego.version()))));
        }
        return rules;
    }

    /** {@code violation, deny or warn}. */
    private static String alternatives(List<String> rules) {
        var last = rules.size() - 1;
        return last == 0 ? rules.getFirst() : String.join(", ", rules.subList(0, last)) + " or " + rules.get(last);
    }

    private static String example(String rule, RegoVersion version) {
        var message = rule.equals("violation") ? "{\"msg\": \"what is wrong\"}" : "\"what is wrong\"";
        return switch (version) {
            case V1 -> "%s contains %s if { … }".formatted(rule, message);
            case V0 -> "%s[%s] { … }".formatted(rule, message);
        };
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

    private static String home(String id, JsonNode declaration) {
        var own = new StringBuilder("data." + prefix(id));
        own.setLength(own.length() - 1);
        var path = declaration.path("path");
        for (int i = 1; i < path.size(); i++) {
            own.append('[').append(path.get(i).path("value")).append(']');
        }
        return own.toString();
    }

    /** A module that collects what the rules which judge say. */
    String wrapper() {
        var text = new StringBuilder("package sluice.entry." + id + "\n\n");
        for (var rule : rules) {
            text.append(
                    switch (engine) {
                        case WASM -> "verdict[\"%s\"] := %s.%s\n\n".formatted(rule, home, rule);
                        // A server has one data for all; whoever asks it sends what the policy is given with the input.
                        case SERVER ->
                            "verdict[\"%s\"] := said if said := %s.%s with input as input.input%s%s\n\n"
                                    .formatted(
                                            rule,
                                            home,
                                            rule,
                                            with(Relocation.Subtree.DOCUMENTS),
                                            with(Relocation.Subtree.INVENTORY));
                    });
        }
        return text.toString();
    }

    private String with(Relocation.Subtree subtree) {
        var name = subtree.name().toLowerCase(Locale.ROOT);
        return given.stream().anyMatch(g -> g.subtree() == subtree)
                ? " with data.%s as input.data.%s".formatted(name, name)
                : "";
    }
}
