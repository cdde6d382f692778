package dev.sluice.gate.rego;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A policy's own tests, run by the real OPA as {@code opa test} does. */
final class RegoTests {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String TESTS = "policy_test.rego";

    /** {@code file:line: rego_type_error: message}, as OPA prints what does not compile. */
    private static final Pattern ERROR = Pattern.compile("(?m)(\\S+\\.rego):([0-9]{1,9}): (rego_[a-z_]+: [^\\n]*)");

    private RegoTests() {}

    static TestReport run(Opa opa, Path folder, PolicyDefinition policy, String tests) throws IOException {
        var sources = Files.createDirectories(folder.resolve("tested"));
        Files.writeString(sources.resolve("policy.rego"), policy.rego().text());
        Files.writeString(sources.resolve(TESTS), tests);
        for (int i = 0; i < policy.rego().libraries().size(); i++) {
            Files.writeString(
                    sources.resolve("library-%d.rego".formatted(i)),
                    policy.rego().libraries().get(i));
        }
        if (policy.documents() != null) {
            var data = JSON.createObjectNode();
            data.set("documents", policy.documents());
            Files.writeString(sources.resolve("data.json"), data.toString());
        }
        var run = opa.test(sources, LIMIT, policy.rego().version() == Policy.RegoVersion.V0);
        var results = results(run.out());
        return results.isArray() ? report(results) : unusable(run);
    }

    private static JsonNode results(String out) {
        try {
            return JSON.readTree(out);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private static TestReport report(JsonNode results) {
        var failures = new ArrayList<Finding>();
        int passed = 0;
        for (var result : results) {
            if (result.path("fail").asBoolean() || result.hasNonNull("error")) {
                failures.add(new Finding(
                        line(result),
                        "%s failed%s".formatted(result.path("name").asText(), error(result))));
            } else if (!result.path("skip").asBoolean()) {
                passed++;
            }
        }
        if (passed == 0 && failures.isEmpty()) {
            return new TestReport(0, 0, List.of(new Finding(0, "there is no test: name rules test_…")));
        }
        return new TestReport(passed, failures.size(), failures);
    }

    /** A line elsewhere says nothing of the tests. */
    private static int line(JsonNode result) {
        var file = result.path("location").path("file").asText();
        return file.endsWith(TESTS) ? result.path("location").path("row").asInt() : 0;
    }

    private static String error(JsonNode result) {
        var error = result.path("error");
        return error.isMissingNode() || error.isNull()
                ? ""
                : ": " + error.path("message").asText(error.toString());
    }

    private static TestReport unusable(Opa.Run run) {
        var text = run.err() + run.out();
        var findings = new ArrayList<Finding>();
        var errors = ERROR.matcher(text);
        while (errors.find()) {
            var inTests = errors.group(1).endsWith(TESTS);
            findings.add(new Finding(
                    inTests ? Integer.parseInt(errors.group(2)) : 0,
                    inTests
                            ? errors.group(3)
                            : "line %s of the module: %s".formatted(errors.group(2), errors.group(3))));
        }
        if (findings.isEmpty()) {
            var said = text.lines().filter(l -> !l.isBlank()).findFirst();
            findings.add(new Finding(0, "the tests cannot be run: " + said.orElse("OPA does not say why")));
        }
        return new TestReport(0, 0, findings);
    }
}
