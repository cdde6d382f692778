package dev.sluice.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.Policy;
import dev.sluice.kube.Conditions;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether the policies of a cluster are in force, replica by replica, and why not. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Whether the policies of a cluster are in force: on every replica, and proven by a probe at the API server.",
            "Reads the cluster of KUBECONFIG. Exit codes: 0 all are in force, 1 error, 3 something is not."
        })
final class PolicyStatusCommand implements Callable<Integer> {
    static final int NOT_IN_FORCE = 3;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHORT_DIGEST = 12;

    @Option(names = "--kubeconfig", description = "Default: what KUBECONFIG names.")
    private @Nullable Path kubeconfig;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "table or json. Default: ${DEFAULT-VALUE}")
    private Output output = Output.table;

    @Spec
    private @Nullable CommandSpec spec;

    /** The names of the option's values are lower case, as people write them. */
    enum Output {
        table,
        json
    }

    /**
     * How one policy stands.
     *
     * @param inForce True, False or Unknown
     * @param why absent where it is in force
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Row(
            String policy,
            String action,
            String severity,
            @Nullable String digest,
            String engine,
            String inForce,
            List<Policy.Replica> replicas,
            Policy.@Nullable Probe probe,
            @Nullable String why) {

        boolean isInForce() {
            return inForce.equals("True");
        }
    }

    @Override
    public Integer call() throws JsonProcessingException {
        try (var client = kubeconfig == null ? Clients.ofEnvironment() : Clients.of(kubeconfig)) {
            var rows = rows(client.resources(Policy.class).list().getItems());
            var out = Objects.requireNonNull(spec).commandLine().getOut();
            switch (output) {
                case table -> table(rows).forEach(out::println);
                case json -> out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(rows));
            }
            out.flush();
            return rows.stream().allMatch(Row::isInForce) ? 0 : NOT_IN_FORCE;
        }
    }

    static List<Row> rows(List<Policy> policies) {
        return policies.stream()
                .map(PolicyStatusCommand::row)
                .sorted(Comparator.comparing(Row::policy))
                .toList();
    }

    private static Row row(Policy policy) {
        var policySpec = policy.getSpec();
        var status = policy.getStatus();
        var condition = Conditions.find(status == null ? null : status.conditions(), "InForce");
        var ready = Conditions.find(status == null ? null : status.conditions(), Conditions.READY);
        var seen = status != null
                && Objects.equals(
                        status.observedGeneration(), policy.getMetadata().getGeneration());
        var inForce = condition == null || !seen ? "Unknown" : condition.getStatus();
        // An earlier revision that is in force all the same is not what its author wants in force.
        var stale = inForce.equals("True") && ready != null && !"True".equals(ready.getStatus());
        return new Row(
                policy.getMetadata().getName(),
                lower(policySpec.action() == null ? Policy.Action.DENY : policySpec.action()),
                lower(policySpec.severity() == null ? Policy.Severity.MEDIUM : policySpec.severity()),
                status == null || status.inForce() == null
                        ? null
                        : status.inForce().digest(),
                status == null || status.engine() == null ? "wasm" : status.engine(),
                stale ? "False" : inForce,
                status == null || status.replicas() == null ? List.of() : status.replicas(),
                status == null ? null : status.probe(),
                why(inForce, stale, seen, condition == null ? null : condition.getMessage(), ready));
    }

    private static @Nullable String why(
            String inForce,
            boolean stale,
            boolean seen,
            @Nullable String message,
            io.fabric8.kubernetes.api.model.@Nullable Condition ready) {
        if (stale && ready != null) {
            return ready.getMessage();
        }
        if (inForce.equals("True")) {
            return null;
        }
        return seen && message != null ? message : "No Sluice has looked at its latest generation yet.";
    }

    static List<String> table(List<Row> rows) {
        var table = new TextTable(List.of(
                "POLICY", "ACTION", "SEVERITY", "DIGEST", "ENGINE", "IN FORCE", "REPLICAS", "LAST PROBE", "WHY NOT"));
        for (var row : rows) {
            table.add(List.of(
                    row.policy(),
                    row.action(),
                    row.severity(),
                    row.digest() == null
                            ? "-"
                            : row.digest()
                                    .substring(
                                            0,
                                            Math.min(SHORT_DIGEST, row.digest().length())),
                    row.engine(),
                    row.inForce(),
                    replicas(row),
                    row.probe() == null ? "-" : row.probe().at(),
                    row.why() == null ? "" : row.why()));
        }
        return table.lines();
    }

    /** {@code 2/3}: how many have what is in force. */
    private static String replicas(Row row) {
        var has = row.replicas().stream()
                .filter(r -> row.digest() != null
                        && r.digest() != null
                        && row.digest().startsWith(r.digest()))
                .count();
        return row.replicas().isEmpty() ? "-" : has + "/" + row.replicas().size();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
