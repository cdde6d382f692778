package dev.sluice.cli.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * OSCAL assessment results 1.1.2: each finding is an observation of an object, each control a finding that rests on the
 * observations of the policies that answer it. Identifiers are the same for the same content.
 */
final class Oscal implements FindingsWriter {
    private static final String VERSION = "1.1.2";

    @Override
    public void write(Findings findings, PrintWriter out) throws IOException {
        var root = JsonOutput.object();
        var results = root.putObject("assessment-results");
        var time = findings.at().toString();
        results.put("uuid", uuid("results", findings.title(), time));
        results.putObject("metadata")
                .put("title", findings.title())
                .put("last-modified", time)
                .put("version", "1")
                .put("oscal-version", VERSION);
        results.putObject("import-ap").put("href", "#" + uuid("plan", findings.title()));
        planned(results, findings);
        result(results.putArray("results").addObject(), findings, time);
        JsonOutput.print(root, out);
    }

    /** OSCAL demands an assessment plan; ours is that policy judges what there is. */
    private static void planned(ObjectNode results, Findings findings) {
        var resource = results.putObject("back-matter").putArray("resources").addObject();
        resource.put("uuid", uuid("plan", findings.title()))
                .put("title", "Continuous assessment by policy")
                .put("description", "Every object is judged by the policies in force; there is no other plan.");
    }

    private static void result(ObjectNode result, Findings findings, String time) {
        result.put("uuid", uuid("result", findings.title(), time))
                .put("title", findings.title())
                .put("description", findings.summary())
                .put("start", time);
        var controls = new TreeMap<String, List<Finding>>();
        findings.all()
                .forEach(f -> f.controls()
                        .forEach(c -> controls.computeIfAbsent(token(c), t -> new ArrayList<>())
                                .add(f)));
        var selection = result.putObject("reviewed-controls")
                .putArray("control-selections")
                .addObject();
        if (controls.isEmpty()) {
            selection.putObject("include-all");
        } else {
            var included = selection.putArray("include-controls");
            controls.keySet().forEach(c -> included.addObject().put("control-id", c));
        }
        var objects = objects(findings);
        if (!objects.isEmpty()) {
            var items = result.putObject("local-definitions").putArray("inventory-items");
            objects.forEach((name, id) -> items.addObject().put("uuid", id).put("description", name));
        }
        if (!findings.all().isEmpty()) {
            var observations = result.putArray("observations");
            findings.all().forEach(f -> observation(observations.addObject(), f, objects, time));
        }
        if (!controls.isEmpty()) {
            var concluded = result.putArray("findings");
            controls.forEach((control, of) -> finding(concluded, control, of));
        }
    }

    /** Identifiers of everything that was looked at, by what it is called. */
    private static Map<String, String> objects(Findings findings) {
        var objects = new LinkedHashMap<String, String>();
        findings.all().stream()
                .map(Oscal::object)
                .filter(name -> !name.isEmpty())
                .forEach(name -> objects.putIfAbsent(name, uuid("object", name)));
        return objects;
    }

    private static String object(Finding finding) {
        var resource = finding.resource();
        if (resource == null) {
            return finding.subject();
        }
        return "%s, %s%s"
                .formatted(
                        resource.display(),
                        resource.apiVersion(),
                        finding.cluster().isEmpty() ? "" : ", cluster " + finding.cluster());
    }

    private static void observation(ObjectNode node, Finding finding, Map<String, String> objects, String time) {
        node.put("uuid", id(finding))
                .put("title", finding.ruleId())
                .put("description", finding.message().isBlank() ? finding.ruleId() : finding.message());
        var properties = node.putArray("props");
        property(properties, "result", finding.result().label());
        property(properties, "severity", finding.severity().label());
        var place = finding.place();
        if (place != null) {
            property(properties, "source", place.toString());
        }
        node.putArray("methods").add("TEST");
        var subject = objects.get(object(finding));
        if (subject != null) {
            node.putArray("subjects").addObject().put("subject-uuid", subject).put("type", "inventory-item");
        }
        node.put("collected", time);
    }

    private static void property(ArrayNode properties, String name, String value) {
        properties
                .addObject()
                .put("name", name)
                .put("ns", "https://sluice.dev/ns/oscal")
                .put("value", value);
    }

    private static void finding(ArrayNode all, String control, List<Finding> of) {
        var satisfied = of.stream().noneMatch(f -> f.result().isProblem());
        var node = all.addObject();
        node.put("uuid", uuid("finding", control))
                .put("title", "Control " + control)
                .put(
                        "description",
                        "%d observations, %d of them problems"
                                .formatted(
                                        of.size(),
                                        of.stream()
                                                .filter(f -> f.result().isProblem())
                                                .count()));
        var target = node.putObject("target");
        target.put("type", "objective-id").put("target-id", control);
        target.putObject("status").put("state", satisfied ? "satisfied" : "not-satisfied");
        var related = node.putArray("related-observations");
        of.stream().map(Oscal::id).distinct().forEach(id -> related.addObject().put("observation-uuid", id));
    }

    private static String id(Finding finding) {
        return uuid("observation", finding.toString());
    }

    /** A control's name as OSCAL allows it: {@code SA-9(5)} becomes {@code SA-9.5}. */
    static String token(String control) {
        var token = control.replace('(', '.').replaceAll("[^\\p{L}\\p{N}._-]", "");
        return token.isEmpty() || !(Character.isLetter(token.charAt(0)) || token.charAt(0) == '_')
                ? "_" + token
                : token;
    }

    /** Made of names (version 5 of RFC 9562), since OSCAL takes no other that is reproducible. */
    static String uuid(String... names) {
        try {
            var hash = MessageDigest.getInstance("SHA-1")
                    .digest(("https://sluice.dev/ns/oscal\n" + String.join("\n", names))
                            .getBytes(StandardCharsets.UTF_8));
            hash[6] = (byte) ((hash[6] & 0x0f) | 0x50);
            hash[8] = (byte) ((hash[8] & 0x3f) | 0x80);
            long high = 0;
            long low = 0;
            for (int i = 0; i < 8; i++) {
                high = (high << 8) | (hash[i] & 0xff);
                low = (low << 8) | (hash[8 + i] & 0xff);
            }
            return new UUID(high, low).toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
