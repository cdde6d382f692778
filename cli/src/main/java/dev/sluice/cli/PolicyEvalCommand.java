package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import dev.sluice.gate.PolicySet;
import dev.sluice.gate.log.DecisionRecord;
import dev.sluice.gate.rego.PolicyCompiler;
import dev.sluice.gate.rego.PolicyDefinition;
import dev.sluice.manifest.ManifestParser;
import dev.sluice.tools.Tool;
import dev.sluice.tools.Toolchain;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What policies say of one object, one request or one recorded decision. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        description = {
            "What the policies of files and folders say of one object, AdmissionReview or line of a decision log.",
            "Exit codes: 0 admitted, 1 error, 3 denied."
        })
final class PolicyEvalCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DENIED = 3;

    @Option(
            names = {"-i", "--input"},
            required = true,
            description = "YAML or JSON: an object, an AdmissionReview, or a line of a decision log.")
    private Path input = Path.of("");

    @Option(names = "--gate", defaultValue = "admission", description = "For an object. Default: ${DEFAULT-VALUE}")
    private String gate = "admission";

    @Option(names = "--explain", description = "Show how OPA comes to its answer, policy by policy.")
    private boolean explain;

    @Option(
            names = "--opa",
            description = "The OPA binary. Default: the pinned one, which is built where it is missing.")
    private @Nullable Path opa;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "table or json. Default: ${DEFAULT-VALUE}")
    private PolicyStatusCommand.Output output = PolicyStatusCommand.Output.table;

    @Parameters(paramLabel = "DIR_OR_FILE", arity = "1..*", description = "Policies.")
    private List<Path> paths = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var change = EvaluatedChange.of(tree(), GatePoint.valueOf(gate.toUpperCase(Locale.ROOT)));
        var policies = PolicyFiles.read(paths);
        if (policies.isEmpty()) {
            throw new IllegalArgumentException("there is no Policy in " + paths);
        }
        var binary = opa == null ? new Toolchain(line -> {}).executable(Tool.OPA) : opa;
        try (var compiler = new PolicyCompiler(binary, InstantSource.system())) {
            var judgement = compiler.compile(policies).judge(change);
            var out = Objects.requireNonNull(spec).commandLine().getOut();
            print(out, judgement);
            if (explain) {
                for (var policy : policies) {
                    OpaTrace.print(out, binary, policy, input(change, policy));
                }
            }
            out.flush();
            return judgement.violations().isEmpty() ? 0 : DENIED;
        }
    }

    private JsonNode tree() throws IOException {
        if (!Files.isRegularFile(input)) {
            throw new IllegalArgumentException("there is no file " + input);
        }
        if (Files.size(input) > 4L * ManifestParser.MAX_FILE) {
            throw new IllegalArgumentException("%s is too large".formatted(input));
        }
        var bytes = Files.readAllBytes(input);
        var name = String.valueOf(input.getFileName());
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            var parsed = ManifestParser.parse(name, bytes);
            if (!parsed.errors().isEmpty()) {
                var first = parsed.errors().getFirst();
                throw new IllegalArgumentException("%s:%s: %s".formatted(input, first.line(), first.message()));
            }
            if (parsed.manifests().size() != 1) {
                throw new IllegalArgumentException("%s holds %d objects; one is judged"
                        .formatted(input, parsed.manifests().size()));
            }
            return parsed.manifests().getFirst().object();
        }
        return JSON.readTree(bytes);
    }

    private static ObjectNode input(Change change, PolicyDefinition policy) {
        var input = DecisionRecord.input(change);
        input.set("parameters", policy.parameters() == null ? JSON.createObjectNode() : policy.parameters());
        return input;
    }

    private void print(PrintWriter out, PolicySet.Judgement judgement) throws IOException {
        switch (output) {
            case json -> {
                var tree = JSON.createObjectNode();
                tree.put("allowed", judgement.violations().isEmpty());
                tree.set("violations", JSON.valueToTree(judgement.violations()));
                tree.set("warnings", JSON.valueToTree(judgement.warnings()));
                tree.set("dry_runs", JSON.valueToTree(judgement.dryRuns()));
                out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree));
            }
            case table -> {
                lines(out, "denied", judgement.violations());
                lines(out, "warning", judgement.warnings());
                lines(out, "dry run", judgement.dryRuns());
                if (judgement.violations().isEmpty()) {
                    out.println("admitted");
                }
            }
        }
    }

    private static void lines(PrintWriter out, String word, List<Violation> violations) {
        violations.forEach(v -> out.println("%s  [%s] %s".formatted(word, v.policy(), v.message())));
    }
}
