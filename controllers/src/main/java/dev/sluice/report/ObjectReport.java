package dev.sluice.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.CanonicalJson;
import dev.sluice.api.Sluice;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The report on one object, or the one of a namespace on what was refused there, as a policy report has it.
 *
 * @param namespace empty for a report on an object without one
 * @param subject what the report is on; null for one on several objects, which then stand with each result
 * @param source annotations that say where in Git the object comes from
 */
record ObjectReport(
        String namespace, String name, @Nullable Subject subject, Map<String, String> source, List<Entry> entries) {
    /** More would make a report that nobody reads and that the API server may refuse. */
    static final int MAX_RESULTS = 250;

    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String SLUICE = "sluice";

    /** What a report is about: an object's audit, or refused requests. */
    static final String ABOUT = Sluice.GROUP + "/report";

    static final String DIGEST = Sluice.GROUP + "/report-digest";

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /** @param namespace empty for an object without one */
    record Subject(String apiVersion, String kind, String namespace, String name, String uid) {}

    /**
     * @param about the object, where the report is on several; else null
     * @param at when it was found
     */
    record Entry(Verdict verdict, @Nullable Subject about, Instant at) {}

    ObjectReport {
        source = new TreeMap<>(source);
        entries = entries.stream()
                .sorted(Comparator.<Entry, Verdict.Result>comparing(
                                e -> e.verdict().result())
                        .thenComparing(e -> e.verdict().policy())
                        .thenComparing(e -> e.verdict().message()))
                .toList();
    }

    /** Identifies what it says, whenever it was said. */
    String digest(ReportKind kind) {
        return CanonicalJson.sha256(kind.apiVersion() + "\n" + subject + "\n" + source + "\n"
                + entries.stream().map(this::said).toList());
    }

    /** When something was refused is part of it; when an object was judged is not. */
    private String said(Entry entry) {
        return entry.verdict() + " " + entry.about() + (subject == null ? " " + entry.at() : "");
    }

    /** The whole object, to be applied. */
    ObjectNode document(ReportKind kind) {
        var root = JSON.createObjectNode();
        root.put("apiVersion", kind.apiVersion())
                .put("kind", namespace.isEmpty() ? kind.clusterKind() : kind.namespacedKind());
        metadata(root.putObject("metadata"), kind);
        if (kind.saysSource()) {
            root.put("source", SLUICE);
        }
        if (subject != null) {
            reference(root.putObject("scope"), subject);
        }
        var summary = root.putObject("summary");
        for (var result : Verdict.Result.values()) {
            summary.put(
                    result.label(),
                    entries.stream().filter(e -> e.verdict().result() == result).count());
        }
        var results = root.putArray("results");
        entries.stream().limit(MAX_RESULTS).forEach(e -> result(results, e));
        return root;
    }

    private void metadata(ObjectNode metadata, ReportKind kind) {
        metadata.put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        metadata.putObject("labels").put(MANAGED_BY, SLUICE).put(ABOUT, subject == null ? "denials" : "audit");
        var annotations = metadata.putObject("annotations");
        annotations.put(DIGEST, digest(kind));
        source.forEach(annotations::put);
        if (subject != null) {
            metadata.putArray("ownerReferences")
                    .addObject()
                    .put("apiVersion", subject.apiVersion())
                    .put("kind", subject.kind())
                    .put("name", subject.name())
                    .put("uid", subject.uid());
        }
    }

    private static void reference(ObjectNode node, Subject subject) {
        node.put("apiVersion", subject.apiVersion()).put("kind", subject.kind());
        if (!subject.namespace().isEmpty()) {
            node.put("namespace", subject.namespace());
        }
        node.put("name", subject.name());
        if (!subject.uid().isEmpty()) {
            node.put("uid", subject.uid());
        }
    }

    private static void result(ArrayNode results, Entry entry) {
        var verdict = entry.verdict();
        var node = results.addObject();
        node.put("source", SLUICE)
                .put("policy", verdict.policy())
                .put("rule", verdict.rule())
                .put("severity", verdict.severity())
                .put("result", verdict.result().label())
                .put("scored", true);
        node.putObject("timestamp").put("seconds", entry.at().getEpochSecond()).put("nanos", 0);
        if (!verdict.message().isEmpty()) {
            node.put("message", verdict.message());
        }
        if (!verdict.properties().isEmpty()) {
            var properties = node.putObject("properties");
            new TreeMap<>(verdict.properties()).forEach(properties::put);
        }
        if (entry.about() != null) {
            reference(node.putArray("resources").addObject(), entry.about());
        }
    }
}
