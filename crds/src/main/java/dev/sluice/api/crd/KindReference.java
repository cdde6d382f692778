package dev.sluice.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.managed.ManagedResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Explains kinds to people, in Markdown, one page an API group: from the same types as their definitions, so that both say
 * the same.
 */
public final class KindReference {
    private static final String FOR_PROVIDER = "forProvider";

    private KindReference() {}

    /**
     * A kind on its page.
     *
     * @param facts what its types do not say, a sentence each
     */
    public record Entry(Class<? extends CustomResource<?, ?>> type, List<String> facts) {

        String group() {
            return HasMetadata.getGroup(type);
        }

        String kind() {
            return HasMetadata.getKind(type);
        }
    }

    /** By file name, such as {@code sqs.md}. */
    public static Map<String, String> pages(Collection<Entry> entries) {
        var pages = new TreeMap<String, String>();
        byGroup(entries).forEach((group, kinds) -> pages.put(file(group), page(group, kinds)));
        return pages;
    }

    /** A list of links to all kinds, for a page in the folder above. */
    public static String index(Collection<Entry> entries, String folder) {
        var text = new StringBuilder("| API group | kinds |\n|---|---|\n");
        byGroup(entries)
                .forEach((group, kinds) -> text.append("| [%s](%s) | %s |\n"
                        .formatted(
                                group,
                                folder + "/" + file(group),
                                kinds.stream()
                                        .map(k -> "[%s](%s/%s)".formatted(k.kind(), folder, link(k.type())))
                                        .collect(Collectors.joining(", ")))));
        return text.toString();
    }

    private static Map<String, List<Entry>> byGroup(Collection<Entry> entries) {
        return entries.stream()
                .sorted(Comparator.comparing(Entry::kind))
                .collect(Collectors.groupingBy(Entry::group, TreeMap::new, Collectors.toList()));
    }

    /** What the specification of every managed kind has beside its parameters, as a table. */
    public static String commonFields(Class<? extends ManagedResource<?, ?>> any) {
        var schema = spec(CrdGenerator.crd(any));
        ((ObjectNode) schema.get(Schemas.PROPERTIES)).remove(FOR_PROVIDER);
        return FieldTable.of(Shape.ofSpec(any), schema).text();
    }

    static String link(Class<? extends HasMetadata> kind) {
        return file(HasMetadata.getGroup(kind)) + "#"
                + HasMetadata.getKind(kind).toLowerCase(Locale.ROOT);
    }

    private static String file(String group) {
        return group.substring(0, group.indexOf('.')) + ".md";
    }

    private static String page(String group, List<Entry> kinds) {
        return "# %s\n\n".formatted(group)
                + kinds.stream().map(KindReference::section).collect(Collectors.joining("\n"));
    }

    private static String section(Entry entry) {
        var crd = CrdGenerator.crd(entry.type());
        var schema = crd.at("/spec/versions/0/schema/openAPIV3Schema");
        var text = new StringBuilder();
        text.append("## %s\n\n".formatted(entry.kind()));
        text.append("`apiVersion: %s`, `kind: %s`, %s; `kubectl get %s`\n\n"
                .formatted(
                        HasMetadata.getApiVersion(entry.type()),
                        entry.kind(),
                        crd.at("/spec/scope").asText().equals("Namespaced") ? "in a namespace" : "cluster-scoped",
                        crd.at("/metadata/name").asText()));
        text.append(FieldTable.plain(schema.path("description").asText())).append("\n\n");
        entry.facts().forEach(fact -> text.append(fact).append("\n\n"));
        text.append(wishes(entry, crd));
        text.append(outputs(schema.at("/properties/status/properties/outputs")));
        return text.toString();
    }

    private static String wishes(Entry entry, JsonNode crd) {
        var shape = Shape.ofSpec(entry.type());
        if (!ManagedResource.class.isAssignableFrom(entry.type())) {
            return "### spec\n\n" + FieldTable.of(shape, spec(crd)).text();
        }
        var parameters = shape.fields().stream()
                .filter(field -> field.name().equals(FOR_PROVIDER))
                .findFirst()
                .orElseThrow()
                .shape();
        var schema = (ObjectNode) spec(crd).path(Schemas.PROPERTIES).path(FOR_PROVIDER);
        return "### spec.forProvider\n\n" + FieldTable.of(parameters, schema).text();
    }

    private static ObjectNode spec(JsonNode crd) {
        return (ObjectNode) crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
    }

    private static String outputs(JsonNode schema) {
        if (schema.path(Schemas.PROPERTIES).isEmpty()) {
            return "";
        }
        var text = new StringBuilder("\n### status.outputs\n\n| field | description |\n|---|---|\n");
        schema.path(Schemas.PROPERTIES)
                .properties()
                .forEach(field -> text.append("| `%s` | %s |\n"
                        .formatted(
                                field.getKey(),
                                FieldTable.plain(
                                        field.getValue().path("description").asText()))));
        return text.toString();
    }
}
