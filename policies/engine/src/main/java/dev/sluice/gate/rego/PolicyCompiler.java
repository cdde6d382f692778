package dev.sluice.gate.rego;

import dev.sluice.api.CanonicalJson;
import dev.sluice.api.Policy;
import dev.sluice.gate.Namespaces;
import dev.sluice.gate.PolicySet;
import dev.sluice.gate.rego.RegoModule.Prepared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    private static final String SOURCES = "sources";

    private final Opa opa;
    private final Modules modules;
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
        this.modules = new Modules(this.opa);
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
        if (policy.parameters() != null && PolicyInput.isTooDeep(policy.parameters())) {
            return new Checked.Broken(List.of(new Finding(0, "its parameters are nested too deeply")));
        }
        return switch (modules.prepare(policy.rego())) {
            case Prepared.Faulty faulty -> new Checked.Broken(faulty.errors());
            case Prepared.Ready ready -> {
                var undeclared = ready.module().undeclared(policy);
                yield undeclared.isEmpty()
                        ? WorkingFolder.use(folder -> check(folder, ready.module(), policy))
                        : new Checked.Broken(undeclared);
            }
        };
    }

    private Checked check(Path folder, RegoModule module, PolicyDefinition policy) throws IOException {
        var sources = Modules.write(folder.resolve(SOURCES), List.of(module));
        var errors = module.inAuthorsWords(Opa.failures(opa.check(sources, false)));
        if (!errors.isEmpty()) {
            return new Checked.Broken(errors);
        }
        var warnings = module.inAuthorsWords(Opa.failures(opa.check(sources, true)));
        var build = opa.build(sources, List.of(module.entrypoint()), folder.resolve(BUNDLE));
        if (build.exit() != 0) {
            return new Checked.Broken(module.inAuthorsWords(Opa.failures(build)));
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
        var modules = modules(sorted);
        return WorkingFolder.use(folder -> {
            var sources = Modules.write(folder.resolve(SOURCES), modules.values());
            var entrypoints =
                    modules.values().stream().map(RegoModule::entrypoint).toList();
            var build = opa.build(sources, entrypoints, folder.resolve(BUNDLE));
            if (build.exit() != 0) {
                throw new IllegalStateException("the policies do not compile together: "
                        + Opa.failures(build).stream().map(Finding::toString).collect(Collectors.joining("; ")));
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
    private Map<RegoText, RegoModule> modules(List<PolicyDefinition> policies) {
        var distinct = new HashMap<RegoText, RegoModule>();
        for (var policy : policies) {
            if (!distinct.containsKey(policy.rego())) {
                switch (modules.prepare(policy.rego())) {
                    case Prepared.Ready ready -> distinct.put(policy.rego(), ready.module());
                    case Prepared.Faulty faulty ->
                        throw new IllegalStateException("policy %s: %s".formatted(policy.name(), faulty.errors()));
                }
            }
        }
        return distinct;
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
}
