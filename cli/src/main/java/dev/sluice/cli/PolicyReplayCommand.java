package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gate.PolicySet;
import dev.sluice.gate.log.Replay;
import dev.sluice.gate.log.Replay.Outcome;
import dev.sluice.gate.log.Replay.Replayed;
import dev.sluice.gate.log.RotatingFile;
import dev.sluice.gate.rego.PolicyCompiler;
import dev.sluice.tools.Tool;
import dev.sluice.tools.Toolchain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What recorded decisions would have been under other policies. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "What the recorded decisions would have been under these policies.",
            "Exit codes: 0 nothing changes, 1 error, 2 something changes."
        })
final class PolicyReplayCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHANGES = 2;
    private static final int MAX_ASIDE = 16;
    private static final int MAX_LAST = 100_000;

    @Option(names = "--log", required = true, description = "The decision log; files put aside beside it are read too.")
    private Path log = Path.of("");

    @Option(names = "--last", defaultValue = "1000", description = "How many decisions. Default: ${DEFAULT-VALUE}")
    private int last = 1000;

    @Option(
            names = "--opa",
            description = "The OPA binary. Default: the pinned one, which is built where it is missing.")
    private @Nullable Path opa;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "table or json. Default: ${DEFAULT-VALUE}")
    private PolicyStatusCommand.Output output = PolicyStatusCommand.Output.table;

    @Parameters(paramLabel = "DIR_OR_FILE", arity = "1..*", description = "Policies: the candidate, as a whole.")
    private List<Path> candidates = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (last < 1 || last > MAX_LAST) {
            throw new IllegalArgumentException("--last is a number from 1 to " + MAX_LAST);
        }
        var events = events();
        var policies = PolicyFiles.read(candidates);
        if (policies.isEmpty()) {
            throw new IllegalArgumentException("there is no Policy in " + candidates);
        }
        var binary = opa == null ? new Toolchain(line -> {}).executable(Tool.OPA) : opa;
        try (var compiler = new PolicyCompiler(binary, InstantSource.system())) {
            var set = compiler.compile(policies);
            var replayed = events.stream().map(event -> Replay.of(event, set)).toList();
            print(replayed, set);
            return Replay.changed(replayed).isEmpty() ? 0 : CHANGES;
        }
    }

    /** The newest of all files, oldest first. */
    private List<JsonNode> events() throws IOException {
        if (!Files.isRegularFile(log)) {
            throw new IllegalArgumentException("there is no decision log " + log);
        }
        List<JsonNode> events = new ArrayList<>();
        for (int i = 0; i <= MAX_ASIDE && events.size() < last; i++) {
            var file = RotatingFile.aside(log, i);
            if (!Files.isRegularFile(file)) {
                break;
            }
            try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                var before = new ArrayList<>(Replay.last(reader, last - events.size()));
                before.addAll(events);
                events = before;
            }
        }
        return events;
    }

    private void print(List<Replayed> replayed, PolicySet set) throws IOException {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        switch (output) {
            case table -> {
                lines(replayed).forEach(out::println);
                out.println("candidate " + set.digest());
            }
            case json ->
                out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(Replay.changed(replayed)));
        }
        out.flush();
    }

    static List<String> lines(List<Replayed> replayed) {
        var lines = new ArrayList<String>();
        for (var change : Replay.changed(replayed)) {
            lines.add("%s  %s  %s  %s".formatted(word(change.outcome()), change.gate(), change.subject(), change.at()));
            change.before().stream()
                    .filter(said -> !change.now().contains(said))
                    .forEach(said -> lines.add("  - " + said));
            change.now().stream()
                    .filter(said -> !change.before().contains(said))
                    .forEach(said -> lines.add("  + " + said));
        }
        lines.add("%d decisions: %d now denied, %d now admitted, %d with other messages, %d the same, %d not judged"
                .formatted(
                        replayed.size(),
                        count(replayed, Outcome.NOW_DENIED),
                        count(replayed, Outcome.NOW_ADMITTED),
                        count(replayed, Outcome.OTHER_MESSAGES),
                        count(replayed, Outcome.SAME),
                        count(replayed, Outcome.UNKNOWN)));
        return lines;
    }

    private static long count(List<Replayed> replayed, Outcome outcome) {
        return replayed.stream().filter(r -> r.outcome() == outcome).count();
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case NOW_DENIED -> "now denied";
            case NOW_ADMITTED -> "now admitted";
            case OTHER_MESSAGES -> "other messages";
            case SAME -> "the same";
            case UNKNOWN -> "not judged";
        };
    }
}
