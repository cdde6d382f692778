package dev.sluice.gate.rego;

import dev.sluice.api.CanonicalJson;
import dev.sluice.api.Policy;
import dev.sluice.gate.Namespaces;
import dev.sluice.gate.PolicySet;
import dev.sluice.gate.rego.RegoModule.Prepared;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Compiles policies with the real OPA. Safe for concurrent use.
 *
 * <p>All policies go into one WebAssembly module with one entry point for each distinct Rego text: the same text with
 * other parameters shares its code.
 */
public final class PolicyCompiler implements AutoCloseable {
    private static final String BUNDLE = "bundle.tar.gz";

    private final Opa opa;
    private final Namespaces namespaces;
    private final InstantSource clock;

    /** @param opa the OPA binary */
    public PolicyCompiler(Path opa, InstantSource clock) {
        this(opa, Namespaces.UNKNOWN, clock);
    }

    /**
     * @param opa the OPA binary
     * @param namespaces what policies that select by labels of namespaces are told
     */
    public PolicyCompiler(Path opa, Namespaces namespaces, InstantSource clock) {
        this.opa = new Opa(opa, HostBuiltins.names());
        this.namespaces = namespaces;
        this.clock = clock;
    }

    /** Removes what was kept for OPA; policies that are compiled stay usable. */
    @Override
    public void close() {
        opa.close();
    }

    /** Looks at one {@code Policy} alone. */
    public Checked check(String name, Policy.Spec spec) {
        return check(PolicyDefinition.of(name, spec));
    }

    /** Looks at one policy alone. */
    public Checked check(PolicyDefinition policy) {
        return inFolder(folder -> {
            if (policy.parameters() != null && PolicyInput.isTooDeep(policy.parameters())) {
                return new Checked.Broken(List.of(new Finding(0, "its parameters are nested too deeply")));
            }
            var prepared = prepare(folder, policy.rego().text());
            return switch (prepared) {
                case Prepared.Faulty faulty -> new Checked.Broken(faulty.errors());
                case Prepared.Ready ready -> check(folder, ready.module(), policy);
            };
        });
    }

    /** Runs a policy's own tests; it compiles. */
    public TestReport test(PolicyDefinition policy, String tests) {
        return inFolder(folder -> RegoTests.run(opa, folder, policy, tests));
    }

    private Checked check(Path folder, RegoModule module, PolicyDefinition policy) throws IOException {
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
        var unloadable = unloadable(Bundle.wasm(folder.resolve(BUNDLE)), policy.parametersJson());
        return unloadable.isEmpty() ? new Checked.Compiled(policy.digest(), warnings) : new Checked.Broken(unloadable);
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
        return compile(PolicyDefinition.all(specs));
    }

    /**
     * Compiles policies together.
     *
     * @param policies each compiles alone; names are unique
     * @throws IllegalStateException when they do not compile together
     */
    public PolicySet compile(Collection<PolicyDefinition> policies) {
        var sorted = policies.stream()
                .sorted(Comparator.comparing(PolicyDefinition::name))
                .toList();
        return inFolder(folder -> {
            var modules = modules(folder, sorted);
            var build = build(folder, List.copyOf(modules.values()));
            if (build.exit() != 0) {
                throw new IllegalStateException("the policies do not compile together: "
                        + failures(build).stream().map(Finding::toString).collect(Collectors.joining("; ")));
            }
            var program = WasmProgram.compile(Bundle.wasm(folder.resolve(BUNDLE)));
            return new RegoPolicySet(compiled(sorted, modules), setDigest(sorted), program, namespaces, clock);
        });
    }

    private static String setDigest(List<PolicyDefinition> policies) {
        var text = new StringBuilder();
        policies.forEach(
                p -> text.append(p.name()).append('=').append(p.digest()).append('\n'));
        return CanonicalJson.sha256(text.toString());
    }

    /** The distinct modules by their Rego text. */
    private Map<RegoText, RegoModule> modules(Path folder, List<PolicyDefinition> policies) throws IOException {
        var modules = new HashMap<RegoText, RegoModule>();
        for (var policy : policies) {
            if (!modules.containsKey(policy.rego())) {
                switch (prepare(folder, policy.rego().text())) {
                    case Prepared.Ready ready -> modules.put(policy.rego(), ready.module());
                    case Prepared.Faulty faulty ->
                        throw new IllegalStateException("policy %s: %s".formatted(policy.name(), faulty.errors()));
                }
            }
        }
        return modules;
    }

    private static List<RegoPolicySet.Compiled> compiled(
            List<PolicyDefinition> policies, Map<RegoText, RegoModule> modules) {
        return policies.stream()
                .map(p -> new RegoPolicySet.Compiled(
                        p,
                        Objects.requireNonNull(modules.get(p.rego()), "every text has its module")
                                .entrypoint()))
                .toList();
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
