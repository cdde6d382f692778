package dev.sluice.cli.rego;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.output.Finding;
import dev.sluice.cli.output.Finding.Place;
import dev.sluice.cli.output.Result;
import dev.sluice.tools.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs {@code opa test} on suites: once for the tests, once more for what they covered. */
public final class OpaTests {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SECONDS = 60;
    private static final long MAX_OUTPUT = 16L * 1024 * 1024;
    private static final int MAX_RANGES = 20;
    private static final Pattern PROBLEM = Pattern.compile("(?:^|.*[/\\s])([0-9]+)\\.rego:([0-9]+): (.*)");

    private final Path opa;
    private final double threshold;

    /** @param threshold percent of the lines of a policy that its tests have to cover */
    public OpaTests(Path opa, double threshold) {
        this.opa = opa;
        this.threshold = threshold;
    }

    /** Finds all policies of a folder and tests them. */
    public List<Finding> test(Path folder) throws IOException {
        var suites = Suites.in(folder.toRealPath());
        var findings = new ArrayList<Finding>();
        suites.errors()
                .forEach(e -> findings.add(Finding.of(
                        Result.ERROR,
                        "manifest",
                        "unreadable",
                        e.message(),
                        new Place(e.path(), e.line() == null ? 1 : e.line()))));
        for (var suite : suites.all()) {
            findings.addAll(suite.hasTests() ? test(suite) : List.of(untested(suite)));
        }
        return findings;
    }

    private Finding untested(Suite suite) {
        var place = new Place(suite.first().file(), suite.first().line(1));
        return threshold > 0
                ? Finding.of(Result.FAIL, suite.name(), "coverage", "has no tests, and so covers nothing", place)
                : Finding.of(Result.WARN, suite.name(), "coverage", "has no tests", place);
    }

    private List<Finding> test(Suite suite) throws IOException {
        var folder = Files.createTempDirectory("sluice-test");
        try {
            for (int i = 0; i < suite.modules().size(); i++) {
                Files.writeString(
                        folder.resolve(i + ".rego"), suite.modules().get(i).text());
            }
            var run = run(folder, suite, false);
            var findings = new ArrayList<Finding>();
            if (!run.out().isArray()) {
                return problems(suite, run);
            }
            run.out().forEach(test -> findings.add(outcome(suite, test)));
            if (findings.stream().noneMatch(f -> f.result().isProblem())) {
                findings.add(coverage(suite, run(folder, suite, true).out()));
            }
            return findings;
        } finally {
            Folders.delete(folder);
        }
    }

    private static Finding outcome(Suite suite, JsonNode test) {
        var place = place(
                suite,
                test.at("/location/file").asText(),
                test.at("/location/row").asInt());
        var name = test.path("name").asText();
        if (test.path("skip").asBoolean()) {
            return Finding.of(Result.SKIP, suite.name(), name, "is still to be done", place);
        }
        if (test.has("error")) {
            return Finding.of(
                    Result.ERROR,
                    suite.name(),
                    name,
                    test.at("/error/message").asText("could not be evaluated"),
                    place);
        }
        var printed = test.path("output").asText("");
        return test.path("fail").asBoolean()
                ? Finding.of(
                        Result.FAIL,
                        suite.name(),
                        name,
                        printed.isEmpty() ? "the test fails" : "the test fails; it printed: " + printed.strip(),
                        place)
                : Finding.of(Result.PASS, suite.name(), name, "", place);
    }

    /** What OPA says of modules that it does not compile, in the lines of their files. */
    private static List<Finding> problems(Suite suite, Run run) {
        var findings = new ArrayList<Finding>();
        run.err().lines().forEach(line -> {
            var matcher = PROBLEM.matcher(line);
            if (matcher.matches()) {
                findings.add(Finding.of(
                        Result.ERROR,
                        suite.name(),
                        "rego",
                        matcher.group(3),
                        place(suite, matcher.group(1) + ".rego", Integer.parseInt(matcher.group(2)))));
            }
        });
        if (findings.isEmpty()) {
            var said = run.err().lines().filter(l -> !l.isBlank()).findFirst().orElse("OPA says nothing");
            findings.add(Finding.of(
                    Result.ERROR,
                    suite.name(),
                    "rego",
                    "the tests could not be run: " + said,
                    new Place(suite.first().file(), suite.first().line(1))));
        }
        return findings;
    }

    private Finding coverage(Suite suite, JsonNode report) {
        int covered = 0;
        int all = 0;
        var missing = new ArrayList<String>();
        for (int i = 0; i < suite.modules().size(); i++) {
            var module = suite.modules().get(i);
            var file = file(report.path("files"), i + ".rego");
            if (!module.test()) {
                covered += file.path("covered_lines").asInt();
                all += file.path("covered_lines").asInt()
                        + file.path("not_covered_lines").asInt();
                file.path("not_covered").forEach(range -> missing.add(range(module, range)));
            }
        }
        var percent = all == 0 ? 100.0 : 100.0 * covered / all;
        var message = "%.1f %% of the lines are covered%s%s"
                .formatted(
                        percent,
                        missing.isEmpty()
                                ? ""
                                : ", not: "
                                        + missing.stream()
                                                .distinct()
                                                .limit(MAX_RANGES)
                                                .collect(Collectors.joining(", ")),
                        percent < threshold ? "; wanted are %.1f %%".formatted(threshold) : "");
        return Finding.of(
                percent < threshold ? Result.FAIL : Result.PASS,
                suite.name(),
                "coverage",
                message,
                new Place(suite.first().file(), suite.first().line(1)));
    }

    private static JsonNode file(JsonNode files, String name) {
        return files.propertyStream()
                .filter(e -> e.getKey().equals(name) || e.getKey().endsWith("/" + name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(files.path(name));
    }

    private static String range(Suite.Module module, JsonNode range) {
        var from = module.line(range.at("/start/row").asInt());
        var to = module.line(range.at("/end/row").asInt());
        return from == to ? "line " + from : "lines %d to %d".formatted(from, to);
    }

    private static Place place(Suite suite, String file, int row) {
        var name = file.substring(file.lastIndexOf('/') + 1).replace(".rego", "");
        var index = name.matches("[0-9]{1,4}") ? Integer.parseInt(name) : 0;
        var module = suite.modules().get(Math.min(index, suite.modules().size() - 1));
        return new Place(module.file(), module.line(row));
    }

    private record Run(JsonNode out, String err) {}

    private Run run(Path folder, Suite suite, boolean coverage) throws IOException {
        var command = new ArrayList<>(List.of(opa.toString(), "test", "--format", "json", "--timeout", "30s"));
        if (coverage) {
            command.add("--coverage");
        }
        if (suite.old()) {
            command.add("--v0-compatible");
        }
        for (int i = 0; i < suite.modules().size(); i++) {
            command.add(i + ".rego");
        }
        var out = folder.resolve("out");
        var err = folder.resolve("err");
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the tests of %s did not end within %d seconds".formatted(suite.name(), SECONDS));
            }
            return new Run(json(out), bounded(err));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while OPA was running", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static JsonNode json(Path file) throws IOException {
        var text = bounded(file);
        return text.startsWith("[") || text.startsWith("{") ? JSON.readTree(text) : JSON.missingNode();
    }

    private static String bounded(Path file) throws IOException {
        if (Files.size(file) > MAX_OUTPUT) {
            throw new IOException("OPA printed more than %d bytes".formatted(MAX_OUTPUT));
        }
        return Files.readString(file);
    }
}
