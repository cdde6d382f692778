package dev.sluice.gate.rego;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.CanonicalJson;
import dev.sluice.api.Policy.RegoVersion;
import dev.sluice.gate.rego.RegoModule.Prepared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Rego texts made fit to stand together. Safe for concurrent use; those used last are kept. */
final class Modules {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KEPT = 512;
    private static final Pattern UNDEFINED = Pattern.compile("undefined function ([a-z0-9_.]+)");

    private final Opa opa;
    private final Map<RegoText, Prepared.Ready> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RegoText, Prepared.Ready> eldest) {
            return size() > KEPT;
        }
    };

    Modules(Opa opa) {
        this.opa = opa;
    }

    Prepared prepare(RegoText rego) {
        synchronized (kept) {
            var known = kept.get(rego);
            if (known != null) {
                return known;
            }
        }
        return switch (parse(rego)) {
            case Prepared.Faulty faulty -> faulty;
            case Prepared.Ready parsed -> WorkingFolder.use(folder -> keep(rego, check(folder, parsed.module())));
        };
    }

    private Prepared keep(RegoText rego, Prepared prepared) {
        if (prepared instanceof Prepared.Ready ready) {
            synchronized (kept) {
                kept.put(rego, ready);
            }
        }
        return prepared;
    }

    /** For this process, or, when nothing but functions is missing here, for a server. */
    private Prepared check(Path folder, RegoModule module) throws IOException {
        var warnings = findings(folder, module, true);
        if (warnings.isEmpty()) {
            return new Prepared.Ready(module, List.of());
        }
        var errors = findings(folder, module, false);
        if (errors.isEmpty()) {
            return new Prepared.Ready(module, warnings);
        }
        var lacking =
                errors.stream().flatMap(f -> lacking(f).stream()).distinct().toList();
        if (lacking.isEmpty()) {
            return new Prepared.Faulty(errors);
        }
        var elsewhere = module.onServer(lacking);
        var remaining = findings(folder, elsewhere, false);
        return remaining.isEmpty()
                ? new Prepared.Ready(elsewhere, findings(folder, elsewhere, true))
                : new Prepared.Faulty(remaining);
    }

    private List<Finding> findings(Path folder, RegoModule module, boolean strict) throws IOException {
        write(folder, List.of(module));
        return module.inAuthorsWords(Opa.failures(opa.check(folder, module.engine(), strict)));
    }

    private static Optional<String> lacking(Finding error) {
        var matcher = UNDEFINED.matcher(error.message());
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private Prepared parse(RegoText rego) {
        var refused = RegoModule.refuse(rego);
        if (!refused.isEmpty()) {
            return new Prepared.Faulty(refused);
        }
        return WorkingFolder.use(folder -> {
            var errors = new ArrayList<Finding>();
            var trees = new ArrayList<JsonNode>();
            var texts = rego.texts();
            for (int i = 0; i < texts.size(); i++) {
                trees.add(parse(folder, texts.get(i), rego.version(), i, errors));
            }
            return errors.isEmpty() ? RegoModule.prepare(id(rego), rego, trees) : new Prepared.Faulty(errors);
        });
    }

    private JsonNode parse(Path folder, String text, RegoVersion version, int library, List<Finding> errors)
            throws IOException {
        var parsed = opa.parse(Files.writeString(folder.resolve("parsed.rego"), text), version);
        Opa.failures(parsed).forEach(f -> errors.add(new Finding(library, f.line(), f.message())));
        try {
            return parsed.exit() == 0 ? JSON.readTree(parsed.out()) : JSON.nullNode();
        } catch (JsonProcessingException e) {
            errors.add(new Finding(library, 0, "OPA's syntax tree cannot be read: " + e.getOriginalMessage()));
            return JSON.nullNode();
        }
    }

    private static String id(RegoText rego) {
        var text =
                new StringBuilder(rego.version().name() + " " + rego.contract().name());
        rego.texts().forEach(t -> text.append(' ').append(CanonicalJson.sha256(t)));
        return "p" + CanonicalJson.sha256(text.toString()).substring(0, 32);
    }

    /** Writes modules, and which of them have the syntax before OPA 1.0, as OPA reads a bundle. */
    static Path write(Path folder, Collection<RegoModule> modules) throws IOException {
        Files.createDirectories(folder);
        var manifest = JSON.createObjectNode().put("rego_version", 1);
        var versions = manifest.putObject("file_rego_versions");
        for (var module : modules) {
            for (int i = 0; i < module.sources().size(); i++) {
                var file = module.file(i);
                Files.writeString(folder.resolve(file), module.sources().get(i));
                if (module.version() == RegoVersion.V0) {
                    versions.put("/" + file, 0);
                }
            }
            Files.writeString(folder.resolve(module.wrapperFile()), module.wrapper());
        }
        Files.writeString(folder.resolve(".manifest"), manifest.toString());
        return folder;
    }
}
