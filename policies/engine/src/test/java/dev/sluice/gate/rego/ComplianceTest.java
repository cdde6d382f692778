package dev.sluice.gate.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * The cases by which OPA tests itself, in this JVM: a portion in every build, all of them with {@code -Dcompliance=true}.
 * Those that are not answered as they should be stand in {@code compliance-exceptions.txt}, each below its reason.
 */
class ComplianceTest {
    private static final boolean WHOLE = Boolean.getBoolean("compliance");

    /** Of so many cases one, in every build. */
    private static final int PORTION = 60;

    /** What OPA compiled is kept beside the build: the sources of a case say whether it is still right. */
    private static final Path CACHE = Path.of("target", "compliance");

    @Test
    void every_case_is_answered_as_opa_wants_it_or_is_listed_with_a_reason() throws IOException {
        var folder = ComplianceCase.folder();
        if (folder.isEmpty()) {
            System.err.println("SKIPPED: OPA's compliance cases are in neither Go's module cache nor its proxy;"
                    + " run `go mod download github.com/open-policy-agent/opa` at the version that tools/go/opa pins");
        }
        assumeThat(folder).as("OPA's compliance cases in Go's module cache").isPresent();
        var listed = listed();
        var cases = ComplianceCase.load(folder.orElseThrow()).stream()
                .filter(c -> WHOLE || Math.floorMod(c.id().hashCode(), PORTION) == 0)
                .toList();

        var failures = failures(cases);

        print(cases, failures, listed);
        assertThat(cases.stream()
                        .filter(c -> failures.containsKey(c.id()) && !listed.containsKey(c.id()))
                        .map(c -> c.id() + "\n  " + failures.get(c.id())))
                .as("cases that fail and are not listed")
                .isEmpty();
        assertThat(cases.stream()
                        .map(ComplianceCase::id)
                        .filter(id -> listed.containsKey(id) && !failures.containsKey(id)))
                .as("cases that are listed and pass")
                .isEmpty();
    }

    private static Map<String, String> failures(List<ComplianceCase> cases) throws IOException {
        var failures = new ConcurrentHashMap<String, String>();
        Files.createDirectories(CACHE);
        try (var opa = new Opa(Fixtures.OPA, HostBuiltins.names());
                var pool = Executors.newFixedThreadPool(2)) {
            var run = new ComplianceRun(opa, CACHE.toAbsolutePath());
            cases.forEach(c -> pool.execute(() -> run.failure(c).ifPresent(why -> failures.put(c.id(), why))));
        }
        return failures;
    }

    /** Reasons by case: a line with a hash is the reason of those below it. */
    private static Map<String, String> listed() throws IOException {
        var listed = new TreeMap<String, String>();
        var in = Objects.requireNonNull(ComplianceTest.class.getResourceAsStream("compliance-exceptions.txt"));
        try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            var reason = Optional.<String>empty();
            for (var line : lines.lines().toList()) {
                if (line.startsWith("# ")) {
                    reason = Optional.of(line.substring(2));
                } else if (!line.isBlank()) {
                    listed.put(line, reason.orElseThrow());
                }
            }
        }
        return listed;
    }

    private static void print(List<ComplianceCase> cases, Map<String, String> failures, Map<String, String> listed)
            throws IOException {
        var counts = new TreeMap<String, int[]>();
        for (var one : cases) {
            var count = counts.computeIfAbsent(one.family(), f -> new int[2]);
            count[0]++;
            count[1] += failures.containsKey(one.id()) ? 0 : 1;
        }
        var table = new StringBuilder("| family | cases | in the JVM | not |\n|---|---|---|---|\n");
        counts.forEach((family, count) ->
                table.append("| %s | %d | %d | %d |\n".formatted(family, count[0], count[1], count[0] - count[1])));
        var passed = cases.size() - failures.size();
        table.append("| all | %d | %d (%.1f %%) | %d |\n"
                .formatted(cases.size(), passed, 100.0 * passed / Math.max(1, cases.size()), failures.size()));
        var unlisted = new TreeMap<>(failures);
        unlisted.keySet().removeAll(listed.keySet());
        unlisted.forEach(
                (id, why) -> table.append(id).append("\n    ").append(why).append('\n'));
        Files.writeString(CACHE.resolve("table.md"), table);
        System.out.println(table);
    }
}
