package dev.sluice.cli.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.CanonicalJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SARIF 2.1.0, within what code scanning takes: one run, so many results, so many tags. What passed is left out: SARIF
 * readers show results as alerts.
 */
final class Sarif implements FindingsWriter {
    static final int MAX_RESULTS = 25_000;
    private static final int MAX_TAGS = 10;
    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

    @Override
    public void write(Findings findings, PrintWriter out) throws IOException {
        var root = JsonOutput.object();
        root.put("$schema", SCHEMA).put("version", "2.1.0");
        var run = root.putArray("runs").addObject();
        var told =
                findings.all().stream().filter(f -> f.result() != Result.PASS).toList();
        var kept = told.subList(0, Math.min(told.size(), MAX_RESULTS));
        var rules = rules(run, kept);
        run.putObject("automationDetails").put("id", "sluice/");
        run.put("columnKind", "utf16CodeUnits");
        invocation(run, findings, told.size() - kept.size());
        var results = run.putArray("results");
        kept.forEach(f -> result(results.addObject(), f, rules));
        JsonOutput.print(root, out);
    }

    /** Places of the rules in the driver's list, by their identifiers. */
    private static Map<String, Integer> rules(ObjectNode run, List<Finding> findings) {
        var driver = run.putObject("tool").putObject("driver");
        driver.put("name", "sluice").put("informationUri", "https://sluice.dev");
        var rules = driver.putArray("rules");
        var places = new LinkedHashMap<String, Integer>();
        for (var finding : findings) {
            if (places.putIfAbsent(finding.ruleId(), places.size()) == null) {
                rule(rules.addObject(), finding);
            }
        }
        return places;
    }

    private static void rule(ObjectNode rule, Finding finding) {
        rule.put("id", finding.ruleId());
        rule.putObject("shortDescription").put("text", "Rule %s of %s".formatted(finding.rule(), finding.policy()));
        rule.putObject("defaultConfiguration").put("level", level(finding));
        var properties = rule.putObject("properties");
        properties.put("security-severity", finding.severity().score());
        var tags = properties.putArray("tags");
        tags.add("security");
        finding.controls().stream().limit(MAX_TAGS - 1L).forEach(tags::add);
    }

    /** What was left out is said where SARIF has a place for it. */
    private static void invocation(ObjectNode run, Findings findings, int leftOut) {
        var invocation = run.putArray("invocations").addObject();
        invocation
                .put("executionSuccessful", true)
                .put("endTimeUtc", findings.at().toString());
        var notifications = invocation.putArray("toolExecutionNotifications");
        findings.notes().forEach(note -> notification(notifications, note));
        if (leftOut > 0) {
            notification(notifications, "%d more results are left out".formatted(leftOut));
        }
    }

    private static void notification(ArrayNode notifications, String text) {
        notifications.addObject().put("level", "note").putObject("message").put("text", text);
    }

    private static void result(ObjectNode result, Finding finding, Map<String, Integer> rules) {
        result.put("ruleId", finding.ruleId());
        result.put("ruleIndex", rules.getOrDefault(finding.ruleId(), -1));
        result.put("level", level(finding));
        var resource = finding.resource();
        result.putObject("message")
                .put("text", resource == null ? finding.message() : resource.display() + ": " + finding.message());
        var location = result.putArray("locations").addObject();
        var place = finding.place();
        if (place != null) {
            var physical = location.putObject("physicalLocation");
            physical.putObject("artifactLocation").put("uri", uri(place.file()));
            physical.putObject("region").put("startLine", Math.max(1, place.line()));
        }
        if (resource != null) {
            location.putArray("logicalLocations")
                    .addObject()
                    .put("fullyQualifiedName", resource.display())
                    .put("kind", "resource");
        }
        result.putObject("partialFingerprints").put("primaryLocationLineHash", fingerprint(finding));
        if (finding.result() == Result.SKIP) {
            result.putArray("suppressions").addObject().put("kind", "external").put("justification", finding.message());
        }
        var properties = result.putObject("properties");
        properties.put("result", finding.result().label());
        properties.put("severity", finding.severity().label());
        finding.controls().forEach(properties.putArray("controls")::add);
    }

    /** Not of the line: a finding that moves in its file stays the same finding. */
    private static String fingerprint(Finding finding) {
        var place = finding.place();
        var resource = finding.resource();
        return CanonicalJson.sha256(String.join(
                        "\n",
                        finding.ruleId(),
                        place == null ? "" : place.file(),
                        resource == null ? "" : resource.apiVersion() + " " + resource.display(),
                        finding.message()))
                .substring(0, 32);
    }

    private static String level(Finding finding) {
        return switch (finding.result()) {
            case FAIL, ERROR -> "error";
            case WARN -> "warning";
            case SKIP, PASS -> "note";
        };
    }

    private static String uri(String file) {
        try {
            return new URI(null, null, file, null).getRawPath();
        } catch (URISyntaxException e) {
            return "unknown";
        }
    }
}
