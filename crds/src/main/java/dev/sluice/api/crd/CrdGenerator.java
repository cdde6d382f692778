package dev.sluice.api.crd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.api.Describes;
import dev.sluice.api.Sluice;
import dev.sluice.api.managed.ManagedResource;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * Generates the CRD of a kind from its Java types: the structure by fabric8's generator, then what that generator does
 * not know, from the field rules ({@link SpecRules}), and a status that accepts whatever the cloud reports
 * ({@link StatusRules}).
 *
 * <pre>{@code
 * Map<String, String> files = CrdGenerator.generate(List.of(Queue.class));
 * // queues.sqs.aws.sluice.dev.yaml -> apiVersion: apiextensions.k8s.io/v1 ...
 * }</pre>
 *
 * The same types give the same bytes on every machine.
 */
public final class CrdGenerator {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    private CrdGenerator() {}

    /** One YAML document per kind, without a header, by file name {@code <plural>.<group>.yaml}. */
    public static Map<String, String> generate(Collection<? extends Class<? extends CustomResource<?, ?>>> kinds) {
        var files = new TreeMap<String, String>();
        for (var kind : kinds) {
            var crd = crd(kind);
            files.put(crd.at("/metadata/name").asText() + ".yaml", yaml(crd));
        }
        return files;
    }

    static ObjectNode crd(Class<? extends CustomResource<?, ?>> kind) {
        return finish(kind, rawCrd(kind));
    }

    private static ObjectNode rawCrd(Class<? extends CustomResource<?, ?>> kind) {
        var output = new InMemory();
        new CRDGenerator()
                .customResourceClasses(kind)
                .forCRDVersions("v1")
                .withParallelGenerationEnabled(false)
                .withOutput(output)
                .generate();
        try {
            return (ObjectNode) YAML.readTree(output.bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("fabric8 generated a CRD that is not YAML for " + kind, e);
        }
    }

    private static String yaml(ObjectNode crd) {
        try {
            return YAML.writeValueAsString(crd);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode finish(Class<? extends CustomResource<?, ?>> kind, ObjectNode crd) {
        var names = (ObjectNode) crd.at("/spec/names");
        ArrayNode categories = names.putArray("categories");
        categories(kind).forEach(categories::add);

        var version = (ObjectNode) crd.at("/spec/versions/0");
        version.putObject("subresources").putObject("status");

        version.set("additionalPrinterColumns", columns(kind, version));

        var schema = (ObjectNode) version.at("/schema/openAPIV3Schema");
        schema.put("description", description(kind));
        Schemas.tidy(schema);
        SpecRules.apply(Shape.ofSpec(kind), schema);
        ConnectionRules.apply(kind, schema);
        InitialRules.apply(schema);
        StatusRules.apply(schema);
        unseen(schema);
        return Schemas.sorted(crd);
    }

    /** A new object says that nobody has looked at it, so that tools that judge by kstatus wait instead of seeing it ready. */
    private static void unseen(ObjectNode schema) {
        if (schema.at("/properties/status") instanceof ObjectNode status
                && status.at("/properties/observedGeneration").isObject()) {
            status.putObject("default").put("observedGeneration", -1);
        }
    }

    /** {@code managed}, {@code sluice} and the provider's name: what {@code kubectl get <category>} lists. */
    private static Collection<String> categories(Class<?> kind) {
        var categories = new LinkedHashSet<String>();
        if (ManagedResource.class.isAssignableFrom(kind)) {
            categories.add("managed");
        }
        categories.add("sluice");
        var group = kind.getAnnotation(Group.class).value();
        if (group.endsWith("." + Sluice.GROUP)) {
            var provider = group.substring(0, group.length() - Sluice.GROUP.length() - 1);
            categories.add(provider.substring(provider.lastIndexOf('.') + 1));
        }
        return categories;
    }

    /** In the order in which they are declared; fabric8 sorts them by path. */
    private static ArrayNode columns(Class<?> kind, ObjectNode version) {
        var declared = kind;
        while (declared.getAnnotationsByType(AdditionalPrinterColumn.class).length == 0
                && declared.getSuperclass() != null) {
            declared = declared.getSuperclass();
        }
        var generated = version.path("additionalPrinterColumns");
        var columns = version.arrayNode();
        for (var column : declared.getAnnotationsByType(AdditionalPrinterColumn.class)) {
            generated
                    .valueStream()
                    .filter(candidate -> candidate.path("name").asText().equals(column.name()))
                    .forEach(columns::add);
        }
        return columns;
    }

    private static String description(Class<?> kind) {
        var describes = kind.getAnnotation(Describes.class);
        if (describes == null) {
            throw new IllegalStateException(
                    "%s has no @Describes: kubectl explain would show nothing for it".formatted(kind.getSimpleName()));
        }
        return describes.value();
    }

    private static final class InMemory implements CRDGenerator.CRDOutput<OutputStream> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public OutputStream outputFor(String crdName) {
            return bytes;
        }

        @Override
        public URI crdURI(String crdName) {
            return URI.create("file:///" + crdName);
        }

        @Override
        public void close() {}
    }
}
