package dev.sluice.cli.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Policy;
import dev.sluice.api.Sluice;
import dev.sluice.cli.output.Finding;
import dev.sluice.cli.output.Finding.Place;
import dev.sluice.cli.output.Result;
import dev.sluice.gate.PolicySet;
import dev.sluice.gate.rego.Checked;
import dev.sluice.gate.rego.PolicyCompiler;
import dev.sluice.gate.rego.PolicyDefinition;
import dev.sluice.manifest.Manifest;
import dev.sluice.manifest.ManifestParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The policies that judge a folder, compiled by the real OPA.
 *
 * @param set what decides; of policies that compile only
 * @param definitions of the policies in it, by name
 * @param findings what is wrong with policies
 */
record Policies(PolicySet set, Map<String, PolicyDefinition> definitions, List<Finding> findings) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static boolean isPolicy(Manifest manifest) {
        return manifest.kind().equals("Policy")
                && Item.group(manifest.apiVersion()).equals(Sluice.GROUP);
    }

    /** @param manifests of kind Policy; of two with one name the first counts */
    static Policies of(PolicyCompiler compiler, Collection<Manifest> manifests) {
        var findings = new ArrayList<Finding>();
        var places = new LinkedHashMap<String, Manifest>();
        var definitions = new LinkedHashMap<String, PolicyDefinition>();
        for (var manifest : manifests) {
            if (places.putIfAbsent(manifest.name(), manifest) == null) {
                definition(manifest, findings, definitions);
            }
        }
        if (definitions.isEmpty()) {
            return new Policies(PolicySet.empty(), Map.of(), findings);
        }
        try {
            return new Policies(compiler.compile(definitions.values()), definitions, findings);
        } catch (IllegalStateException e) {
            // One of them is broken, or they collide; each alone says what and where.
            definitions.values().removeIf(policy -> isBroken(compiler, policy, places, findings));
            if (findings.isEmpty()) {
                throw e;
            }
            var set = definitions.isEmpty() ? PolicySet.empty() : compiler.compile(definitions.values());
            return new Policies(set, definitions, findings);
        }
    }

    private static void definition(
            Manifest manifest, List<Finding> findings, Map<String, PolicyDefinition> definitions) {
        try {
            var spec = JSON.treeToValue(manifest.object().path("spec"), Policy.Spec.class);
            if (spec == null || spec.rego() == null) {
                findings.add(broken(manifest, manifest.line(), "spec.rego is missing"));
            } else {
                definitions.put(manifest.name(), PolicyDefinition.of(manifest.name(), spec));
            }
        } catch (JsonProcessingException e) {
            findings.add(broken(manifest, manifest.line(), "spec: " + e.getOriginalMessage()));
        }
    }

    private static boolean isBroken(
            PolicyCompiler compiler, PolicyDefinition policy, Map<String, Manifest> places, List<Finding> findings) {
        return switch (compiler.check(policy)) {
            case Checked.Compiled compiled -> false;
            case Checked.Broken broken -> {
                var manifest = places.get(policy.name());
                if (manifest != null) {
                    broken.errors()
                            .forEach(e ->
                                    findings.add(broken(manifest, manifest.lineWithin("rego", e.line()), e.message())));
                }
                yield true;
            }
        };
    }

    private static Finding broken(Manifest manifest, int line, String message) {
        return Finding.of(Result.ERROR, "policy", "rego", message, new Place(manifest.path(), line))
                .about(Item.resource(manifest));
    }

    /** Policies of another folder; one without Rego of its own takes that of {@code policy.rego} beside it. */
    static List<Manifest> in(Path folder, Path root, List<Finding> findings) throws IOException {
        var found = new ArrayList<Manifest>();
        for (var file : DiskFolder.of(folder, root).files().entrySet()) {
            var parsed = ManifestParser.parse(file.getKey(), DiskFolder.read(file.getValue()));
            parsed.errors().forEach(e -> findings.add(Inspection.unreadable(e)));
            for (var manifest : parsed.manifests()) {
                if (isPolicy(manifest)) {
                    withRego(manifest, file.getValue().resolveSibling("policy.rego"));
                    found.add(manifest);
                }
            }
        }
        return found;
    }

    private static void withRego(Manifest manifest, @Nullable Path rego) throws IOException {
        if (rego != null
                && manifest.object().get("spec") instanceof ObjectNode spec
                && !spec.has("rego")
                && Files.isRegularFile(rego)) {
            spec.put("rego", new String(DiskFolder.read(rego), StandardCharsets.UTF_8));
        }
    }
}
