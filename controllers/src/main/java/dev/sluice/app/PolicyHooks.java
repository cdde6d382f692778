package dev.sluice.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.Policy;
import dev.sluice.api.Sluice;
import dev.sluice.api.Sync.FileError;
import dev.sluice.gate.rego.Checked;
import dev.sluice.gate.rego.PolicyCompiler;
import dev.sluice.gate.rego.PolicyDefinition;
import dev.sluice.gatekeeper.Gatekeeper;
import dev.sluice.manifest.Manifest;
import dev.sluice.policy.PolicyLoader;
import dev.sluice.policy.PolicyVerdict;
import dev.sluice.sync.ManifestCheck;
import dev.sluice.sync.PolicyBarrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Where syncs meet policies: Rego is checked before it is applied, and in force before a commit goes on. */
final class PolicyHooks implements ManifestCheck, PolicyBarrier {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration STEP = Duration.ofMillis(20);

    private final PolicyCompiler compiler;
    private final PolicyLoader loader;
    private final Gatekeeper gatekeeper;

    PolicyHooks(PolicyCompiler compiler, PolicyLoader loader, Gatekeeper gatekeeper) {
        this.compiler = compiler;
        this.loader = loader;
        this.gatekeeper = gatekeeper;
    }

    @Override
    public List<FileError> check(Manifest manifest) {
        if (Gatekeeper.reads(manifest.object())) {
            return gatekeeper.problems(manifest.object()).stream()
                    .map(p -> new FileError(manifest.path(), manifest.line(), p.toString()))
                    .toList();
        }
        if (!manifest.kind().equals("Policy") || !manifest.apiVersion().startsWith(Sluice.GROUP + "/")) {
            return List.of();
        }
        try {
            var spec = JSON.treeToValue(manifest.object().path("spec"), Policy.Spec.class);
            var policy = PolicyDefinition.of(manifest.name(), spec);
            return loader.isInForce(policy) ? List.of() : findings(manifest, PolicyVerdict.of(compiler, policy, spec));
        } catch (JsonProcessingException e) {
            return List.of(new FileError(manifest.path(), manifest.line(), "spec: " + e.getOriginalMessage()));
        }
    }

    private static List<FileError> findings(Manifest manifest, PolicyVerdict verdict) {
        return switch (verdict.checked()) {
            case Checked.Compiled compiled -> List.of();
            case Checked.Broken broken ->
                broken.errors().stream()
                        .map(f -> new FileError(
                                manifest.fileOf(verdict.field()),
                                manifest.lineWithin(verdict.field(), f.line()),
                                f.message()))
                        .toList();
        };
    }

    @Override
    public boolean await(Collection<? extends JsonNode> policies, Duration limit) {
        var wanted = new ArrayList<BooleanSupplier>();
        try {
            for (var object : policies) {
                if (Gatekeeper.reads(object)) {
                    wanted.add(() -> gatekeeper.isInForce(object));
                } else {
                    var policy = definition(object.at("/metadata/name").asText(), object.path("spec"));
                    wanted.add(() -> loader.isInForce(policy));
                }
            }
            var deadline = System.nanoTime() + limit.toNanos();
            while (!wanted.stream().allMatch(BooleanSupplier::getAsBoolean)) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
                Thread.sleep(STEP);
            }
            return true;
        } catch (JsonProcessingException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static PolicyDefinition definition(String name, JsonNode spec) throws JsonProcessingException {
        return PolicyDefinition.of(name, JSON.treeToValue(spec, Policy.Spec.class));
    }
}
