package dev.sluice.e2e.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Applies YAML files as {@code kubectl apply --server-side} does. */
public final class Manifests {
    private static final Duration ESTABLISHED = Duration.ofSeconds(30);
    private static final PatchContext SERVER_SIDE = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("sluice-local")
            .withForce(true)
            .build();

    private final KubernetesClient client;

    public Manifests(KubernetesClient client) {
        this.client = client;
    }

    /** Every {@code .yaml} file of a folder in order of names; CRDs are waited for until they are served. */
    public List<HasMetadata> applyFolder(Path folder, Map<String, String> values) {
        return applyFolder(folder, name -> true, values);
    }

    /** The same with only some of the files, by name. */
    public List<HasMetadata> applyFolder(Path folder, Predicate<String> which, Map<String, String> values) {
        var applied = new ArrayList<HasMetadata>();
        try (var files = Files.list(folder)) {
            for (var file : files.filter(f -> f.toString().endsWith(".yaml"))
                    .filter(f -> which.test(f.getFileName().toString()))
                    .sorted()
                    .toList()) {
                applied.addAll(apply(Files.readString(file), values));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
        awaitServed(applied);
        return applied;
    }

    /**
     * Documents of one text.
     *
     * @param values what {@code ${NAME}} in the text stands for
     */
    public List<HasMetadata> apply(String yaml, Map<String, String> values) {
        var text = yaml;
        for (var value : values.entrySet()) {
            text = text.replace("${" + value.getKey() + "}", value.getValue());
        }
        var items = client.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .items();
        return items.stream()
                .map(item -> client.resource(item).patch(SERVER_SIDE))
                .toList();
    }

    private void awaitServed(List<HasMetadata> applied) {
        for (var item : applied) {
            if (item instanceof CustomResourceDefinition definition) {
                client.resource(definition)
                        .waitUntilCondition(Manifests::isEstablished, ESTABLISHED.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private static boolean isEstablished(CustomResourceDefinition definition) {
        return definition != null
                && definition.getStatus() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(c -> "Established".equals(c.getType()) && "True".equals(c.getStatus()));
    }
}
