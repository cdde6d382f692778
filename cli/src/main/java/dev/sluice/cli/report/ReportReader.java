package dev.sluice.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Sluice;
import dev.sluice.cli.output.Finding;
import dev.sluice.cli.output.Finding.Place;
import dev.sluice.cli.output.Finding.Resource;
import dev.sluice.cli.output.Result;
import dev.sluice.cli.output.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one report of either kind.
 *
 * @param controls of policies, by their names
 * @param cluster name of the cluster
 */
record ReportReader(Map<String, List<String>> controls, String cluster) {

    List<Finding> findings(JsonNode report) {
        var findings = new ArrayList<Finding>();
        var metadata = report.path("metadata");
        var refused =
                metadata.path("labels").path(Sluice.GROUP + "/report").asText().equals("denials");
        var place = place(metadata.path("annotations"));
        for (var result : report.path("results")) {
            var about = result.path("resources").path(0);
            findings.add(finding(result, resource(about.isObject() ? about : report.path("scope")), place, refused));
        }
        return findings;
    }

    private Finding finding(JsonNode result, @Nullable Resource resource, @Nullable Place place, boolean refused) {
        var policy = result.path("policy").asText("unknown");
        var exemption = result.path("properties").path("exemption").asText("");
        var message = result.path("message").asText(result.path("description").asText(""));
        return new Finding(
                policy,
                // Of what was refused there is no object: whoever reads the report must be able to tell it apart.
                refused ? "denied" : result.path("rule").asText("violation"),
                Severity.of(result.path("severity").asText("medium")),
                controls.getOrDefault(policy, List.of()),
                result(result.path("result").asText()),
                exemption.isEmpty() ? message : message + " (exempt by " + exemption + ")",
                resource,
                place,
                cluster);
    }

    private static Result result(String label) {
        for (var result : Result.values()) {
            if (result.label().equals(label.toLowerCase(Locale.ROOT))) {
                return result;
            }
        }
        return Result.ERROR;
    }

    private static @Nullable Resource resource(JsonNode reference) {
        return reference.path("kind").asText("").isEmpty()
                ? null
                : new Resource(
                        reference.path("apiVersion").asText(""),
                        reference.path("kind").asText(),
                        reference.path("namespace").asText(""),
                        reference.path("name").asText(""));
    }

    /** Where the Sync found it in Git. */
    private static @Nullable Place place(JsonNode annotations) {
        var path = annotations.path(Sluice.SOURCE_PATH).asText("");
        var line = annotations.path(Sluice.SOURCE_LINE).asText("");
        return path.isEmpty() ? null : new Place(path, line.matches("[0-9]{1,9}") ? Integer.parseInt(line) : 1);
    }
}
