package dev.sluice.gate.rego;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.api.CanonicalJson;
import dev.sluice.api.Policy;
import dev.sluice.gate.PolicySet;
import dev.sluice.gate.rego.RegoModule.Prepared;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compiles policies with the real OPA. Safe for concurrent use.
 *
 * <p>All policies go into one WebAssembly module with one entry point for each distinct Rego text: the same text with
 * other parameters shares its code.
 */
public final class PolicyCompiler implements AutoCloseable {
    /** Sorted and without nulls, so that equal specifications have equal digests. */
    private static final ObjectMapper CANONICAL = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private static final String BUNDLE = "bundle.tar.gz";

    private final Opa opa;
    private final InstantSource clock;

    /** @param opa the OPA binary */
    public PolicyCompiler(Path opa, InstantSource clock) {
        this.opa = new Opa(opa, HostBuiltins.names());
        this.clock = clock;
    }

    /** Removes what was kept for OPA; policies that are compiled stay usable. */
    @Override
    public void close() {
        opa.close();
    }

    /** Looks at one policy alone. */
    public Checked check(String name, Policy.Spec spec) {
        return inFolder(folder -> {
            if (spec.parameters() != null && PolicyInput.isTooDeep(spec.parameters())) {
                return new Checked.Broken(List.of(new Finding(0, "its parameters are nested too deeply")));
            }
            var prepared = prepare(folder, spec.rego());
            return switch (prepared) {
                case Prepared.Faulty faulty -> new Checked.Broken(faulty.errors());
                case Prepared.Ready ready -> check(folder, ready.module(), spec);
            };
        });
    }

    private Checked check(Path folder, RegoModule module, Policy.Spec spec) throws IOException {
        var file = Files.writeString(folder.resolve("policy.rego"), module.text());
        var errors = inAuthorsWords(failures(opa.check(file, false)), module);
        if (!errors.isEmpty()) {
            return new Checked.Broken(errors);
        }
        var warnings = inAuthorsWords(failures(opa.check(file, true)), module);
        var build = build(folder, List.of(module));
        if (build.exit() != 0) {
            return new Checked.Broken(inAuthorsWords(failures(build), module));
        }
        var unloadable = unloadable(Bundle.wasm(folder.resolve(BUNDLE)), parameters(spec));
        return unloadable.isEmpty() ? new Checked.Compiled(digest(spec), warnings) : new Checked.Broken(unloadable);
    }

    /** What OPA compiles must also start here, or it would stop the whole set later. */
    private static List<Finding> unloadable(byte[] wasm, String parameters) {
        try {
            WasmProgram.interpreted(wasm).newInstance(List.of(parameters.getBytes(StandardCharsets.UTF_8)));
            return List.of();
        } catch (RuntimeException | StackOverflowError e) {
            return List.of(new Finding(0, "what OPA made of the module cannot be loaded: " + e.getMessage()));
        }
    }

    /**
     * Compiles policies together.
     *
     * @param specs by Policy name; each compiles alone
     * @throws IllegalStateException when they do not compile together
     */
    public PolicySet compile(Map<String, Policy.Spec> specs) {
        return inFolder(folder -> {
            var modules = modules(folder, specs);
            var build = build(folder, List.copyOf(modules.values()));
            if (build.exit() != 0) {
                throw new IllegalStateException("the policies do not compile together: "
                        + failures(build).stream().map(Finding::toString).collect(Collectors.joining("; ")));
            }
            var program = WasmProgram.compile(Bundle.wasm(folder.resolve(BUNDLE)));
            return new RegoPolicySet(compiled(specs, modules), setDigest(specs), program, clock);
        });
    }

    /** Digest of one revision: SHA-256 over its whole specification, 64 hexadecimal digits. */
    public static String digest(Policy.Spec spec) {
        try {
            return CanonicalJson.sha256(
                    CANONICAL.writeValueAsString(CANONICAL.treeToValue(CANONICAL.valueToTree(spec), Object.class)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a specification cannot be written as JSON", e);
        }
    }

    private static String setDigest(Map<String, Policy.Spec> specs) {
        var text = new StringBuilder();
        new TreeMap<>(specs)
                .forEach((name, spec) ->
                        text.append(name).append('=').append(digest(spec)).append('\n'));
        return CanonicalJson.sha256(text.toString());
    }

    /** The distinct modules by their Rego text. */
    private Map<String, RegoModule> modules(Path folder, Map<String, Policy.Spec> specs) throws IOException {
        var modules = new HashMap<String, RegoModule>();
        for (var entry : specs.entrySet()) {
            var rego = entry.getValue().rego();
            if (!modules.containsKey(rego)) {
                switch (prepare(folder, rego)) {
                    case Prepared.Ready ready -> modules.put(rego, ready.module());
                    case Prepared.Faulty faulty ->
                        throw new IllegalStateException("policy %s: %s".formatted(entry.getKey(), faulty.errors()));
                }
            }
        }
        return modules;
    }

    private static List<RegoPolicySet.Compiled> compiled(
            Map<String, Policy.Spec> specs, Map<String, RegoModule> modules) {
        var compiled = new ArrayList<RegoPolicySet.Compiled>();
        new TreeMap<>(specs).forEach((name, spec) -> {
            var module = java.util.Objects.requireNonNull(modules.get(spec.rego()), "every text has its module");
            compiled.add(new RegoPolicySet.Compiled(name, spec, digest(spec), module.entrypoint(), parameters(spec)));
        });
        return compiled;
    }

    private static String parameters(Policy.Spec spec) {
        return spec.parameters() == null || spec.parameters().isNull()
                ? "{}"
                : spec.parameters().toString();
    }

    private static String id(String rego) {
        return "p" + CanonicalJson.sha256(rego).substring(0, 32);
    }

    private Prepared prepare(Path folder, String rego) throws IOException {
        var refused = RegoModule.refuse(rego);
        if (!refused.isEmpty()) {
            return new Prepared.Faulty(refused);
        }
        var file = Files.writeString(folder.resolve("parsed.rego"), rego);
        try {
            var parsed = opa.parse(file);
            if (parsed.exit() != 0) {
                return new Prepared.Faulty(failures(parsed));
            }
            return RegoModule.prepare(id(rego), rego, parsed.out());
        } finally {
            Files.delete(file);
        }
    }

    private Opa.Run build(Path folder, List<RegoModule> modules) throws IOException {
        var sources = Files.createDirectories(folder.resolve("sources"));
        for (var module : modules) {
            Files.writeString(sources.resolve(module.id() + ".rego"), module.text());
            Files.writeString(sources.resolve(module.id() + "-entry.rego"), module.wrapper());
        }
        return opa.build(sources, modules.stream().map(RegoModule::entrypoint).toList(), folder.resolve(BUNDLE));
    }

    /** What a failed run complains of; at least one finding unless it succeeded. */
    private static List<Finding> failures(Opa.Run run) {
        if (run.exit() == 0) {
            return List.of();
        }
        var findings = Opa.findings(run);
        return findings.isEmpty() ? List.of(new Finding(0, firstLine(run.err() + run.out()))) : findings;
    }

    /** OPA names rules by the place to which they were moved. */
    private static List<Finding> inAuthorsWords(List<Finding> findings, RegoModule module) {
        var prefix = RegoModule.prefix(module.id());
        return findings.stream()
                .map(f -> new Finding(f.line(), f.message().replace(prefix, "")))
                .toList();
    }

    private static String firstLine(String text) {
        return text.lines().filter(l -> !l.isBlank()).findFirst().orElse("OPA failed without saying why");
    }

    private interface Work<T> {
        T in(Path folder) throws IOException;
    }

    private static <T> T inFolder(Work<T> work) {
        try {
            var folder = Files.createTempDirectory("sluice-rego");
            try {
                return work.in(folder);
            } finally {
                try (var files = Files.walk(folder)) {
                    files.sorted(java.util.Comparator.reverseOrder())
                            .forEach(f -> f.toFile().delete());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a working folder for OPA cannot be used: " + e.getMessage(), e);
        }
    }
}
