package dev.sluice.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gate.gatekeeper.Constraint;
import dev.sluice.gate.gatekeeper.ConstraintTemplate;
import dev.sluice.gate.gatekeeper.InvalidObjectException;
import dev.sluice.manifest.FieldLines;
import dev.sluice.manifest.Manifest;
import dev.sluice.manifest.ManifestParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The files that a suite names, relative to its own folder. */
record TestFiles(Path folder) {

    /** Why a test or a case cannot be run, or has failed. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        FailedException(String message) {
            super(message);
        }
    }

    /**
     * An object with the file that it came from.
     *
     * @param file as the suite names it
     */
    record Found(Manifest manifest, String file, FieldLines lines) {
        JsonNode object() {
            return manifest.object();
        }

        /** {@code file:line: message} for a line of the text that a field holds, from 1; for 0 the field itself. */
        String told(String field, int lineOfText, String message) {
            return "%s:%d: %s".formatted(file, lines.line(manifest, field) + lineOfText, message);
        }

        FailedException failed(InvalidObjectException e) {
            var problem = e.problems().getFirst();
            return new FailedException(told(problem.field(), problem.line(), String.valueOf(e.getMessage())));
        }
    }

    Found template(String name) throws FailedException {
        return only(name, "template", ConstraintTemplate::is, "ConstraintTemplate of " + ConstraintTemplate.GROUP);
    }

    Found constraint(String name) throws FailedException {
        return only(name, "constraint", Constraint::is, "constraint of " + Constraint.GROUP);
    }

    ObjectNode object(String name) throws FailedException {
        if (name.isEmpty()) {
            throw new FailedException("it names no object");
        }
        var found = all(name);
        if (found.size() != 1) {
            throw new FailedException("%s holds %d objects; a case has exactly one".formatted(name, found.size()));
        }
        var object = found.getFirst().manifest().object();
        if (object.path("kind").asText("").equals("ExpansionTemplate")) {
            throw new FailedException("%s is an ExpansionTemplate; Sluice does not expand objects".formatted(name));
        }
        return object;
    }

    List<ObjectNode> inventory(List<String> names) throws FailedException {
        var objects = new ArrayList<ObjectNode>();
        for (var name : names) {
            var found = all(name);
            if (found.isEmpty()) {
                throw new FailedException("%s holds no object".formatted(name));
            }
            found.forEach(f -> objects.add(f.manifest().object()));
        }
        return objects;
    }

    private Found only(String name, String what, Predicate<JsonNode> wanted, String described) throws FailedException {
        if (name.isEmpty()) {
            throw new FailedException("it names no " + what);
        }
        for (var found : all(name)) {
            if (wanted.test(found.object())) {
                return found;
            }
        }
        throw new FailedException("%s holds no %s".formatted(name, described));
    }

    private List<Found> all(String name) throws FailedException {
        var file = folder.resolve(name).normalize();
        try {
            if (!Files.isRegularFile(file)) {
                throw new FailedException("there is no file " + name);
            }
            if (Files.size(file) > ManifestParser.MAX_FILE) {
                throw new FailedException("%s is larger than %d bytes".formatted(name, ManifestParser.MAX_FILE));
            }
            var bytes = Files.readAllBytes(file);
            var parsed = ManifestParser.parseUnchecked(name, bytes);
            if (!parsed.errors().isEmpty()) {
                var error = parsed.errors().getFirst();
                throw new FailedException("%s:%s: %s".formatted(name, error.line(), error.message()));
            }
            var lines = FieldLines.of(bytes);
            return parsed.manifests().stream()
                    .map(m -> new Found(m, name, lines))
                    .toList();
        } catch (IOException e) {
            throw new FailedException("%s cannot be read: %s".formatted(name, e.getMessage()));
        }
    }
}
