package dev.sluice.gate.rego;

import dev.sluice.api.CanonicalJson;
import dev.sluice.api.Policy;
import dev.sluice.gate.Inventory;
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
import org.jspecify.annotations.Nullable;

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
    private final OpaServers servers;
    private final RegoPolicySet.Surroundings surroundings;

    /** @param opa the OPA binary */
    public PolicyCompiler(Path opa, InstantSource clock) {
        this(opa, Namespaces.UNKNOWN, Inventory.NONE, clock);
    }

    /**
     * @param opa the OPA binary
     * @param namespaces what policies that select by labels of namespaces are told
     * @param inventory what policies that declare kinds read of them
     */
    public PolicyCompiler(Path opa, Namespaces namespaces, Inventory inventory, InstantSource clock) {
        this.opa = new Opa(opa, HostBuiltins.names());
        this.modules = new Modules(this.opa);
        this.servers = new OpaServers(opa);
        this.surroundings = new RegoPolicySet.Surroundings(namespaces, inventory, clock);
    }

    /** Removes what was kept for OPA, and ends the OPAs beside it: policies that need one reject from now on. */
    @Override
    public void close() {
        servers.close();
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
            case Prepared.Ready ready -> check(ready, policy);
        };
    }

    /** Runs a policy's own tests; it compiles. */
    public TestReport test(PolicyDefinition policy, String tests) {
        return WorkingFolder.use(folder -> RegoTests.run(opa, folder, policy, tests));
    }

    private Checked check(Prepared.Ready ready, PolicyDefinition policy) {
        var module = ready.module();
        var errors = module.undeclared(policy);
        if (errors.isEmpty() && module.engine() == Engine.WASM) {
            errors = WorkingFolder.use(folder -> unbuildable(folder, module, policy));
        }
        return errors.isEmpty()
                ? new Checked.Compiled(policy.digest(), ready.warnings(), module.engine(), module.lacking())
                : new Checked.Broken(errors);
    }

    private List<Finding> unbuildable(Path folder, RegoModule module, PolicyDefinition policy) throws IOException {
        var sources = Modules.write(folder.resolve(SOURCES), List.of(module));
        var build = opa.build(sources, List.of(module.entrypoint()), folder.resolve(BUNDLE));
        return build.exit() == 0
                ? unloadable(Bundle.wasm(folder.resolve(BUNDLE)), policy.parametersJson())
                : module.inAuthorsWords(Opa.failures(build));
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
        var distinct = modules(sorted);
        var compiled =
                sorted.stream().map(p -> compiled(p, distinct.get(p.rego()))).toList();
        surroundings
                .inventory()
                .expect(sorted.stream()
                        .flatMap(p -> p.inventory().stream())
                        .distinct()
                        .toList());
        var program = program(on(Engine.WASM, distinct.values()));
        var server = server(on(Engine.SERVER, distinct.values()));
        return new RegoPolicySet(compiled, setDigest(sorted), program, server, surroundings);
    }

    private static RegoPolicySet.Compiled compiled(PolicyDefinition policy, @Nullable RegoModule module) {
        var code = Objects.requireNonNull(module, "every text has its module");
        var undeclared = code.undeclared(policy);
        if (!undeclared.isEmpty()) {
            throw apart(policy, undeclared);
        }
        return new RegoPolicySet.Compiled(policy, code);
    }

    private static IllegalStateException apart(PolicyDefinition policy, List<Finding> errors) {
        return new IllegalStateException(
                "the policies do not compile together: policy %s: %s".formatted(policy.name(), joined(errors)));
    }

    private static String joined(List<Finding> errors) {
        return errors.stream().map(Finding::toString).collect(Collectors.joining("; "));
    }

    private static List<RegoModule> on(Engine engine, Collection<RegoModule> modules) {
        return modules.stream()
                .filter(m -> m.engine() == engine)
                .sorted(Comparator.comparing(RegoModule::id))
                .toList();
    }

    private @Nullable WasmProgram program(List<RegoModule> modules) {
        if (modules.isEmpty()) {
            return null;
        }
        return WorkingFolder.use(folder -> {
            var sources = Modules.write(folder.resolve(SOURCES), modules);
            var entrypoints = modules.stream().map(RegoModule::entrypoint).toList();
            var build = opa.build(sources, entrypoints, folder.resolve(BUNDLE));
            if (build.exit() != 0) {
                throw new IllegalStateException("the policies do not compile together: " + joined(Opa.failures(build)));
            }
            return WasmProgram.compile(Bundle.wasm(folder.resolve(BUNDLE)));
        });
    }

    /** Running already, so that the first decision need not wait. */
    private @Nullable OpaServer server(List<RegoModule> modules) {
        if (modules.isEmpty()) {
            return null;
        }
        var server = servers.of(modules);
        server.start();
        return server;
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
                    case Prepared.Faulty faulty -> throw apart(policy, faulty.errors());
                }
            }
        }
        return distinct;
    }
}
