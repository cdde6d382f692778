package dev.sluice.provider.aws.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wire;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.rds.DBParameterGroup.Outputs;
import dev.sluice.provider.aws.rds.DBParameterGroup.Parameter;
import dev.sluice.provider.aws.rds.DBParameterGroup.Parameters;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

public class DBParameterGroupAdapterTest extends KindConformance<Parameters, Outputs> {
    private final DBParameterGroupAdapter adapter = new DBParameterGroupAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return Wish.of(Parameters.class, """
                region: eu-west-1
                family: postgres17
                description: for tests
                parameters:
                  - {name: log_statement, value: ddl}
                  - {name: max_connections, value: "200", applyMethod: pending-reboot}
                tags: {team: payments}
                """);
    }

    @Override
    protected Parameters minimal() {
        return new Parameters(REGION, "postgres17", "for tests", null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    /** Settings are taken away on the wire only: moto does not do it. */
    @Override
    protected Parameters minimalAfterComplete() {
        return Wish.changed(complete(), "tags: null");
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new TreeMap<String, Parameters>();
        Map.of(
                        "a value", """
                            parameters:
                              - {name: max_connections, value: "300", applyMethod: pending-reboot}
                              - {name: log_statement, value: ddl}""",
                        "when a value is applied", """
                            parameters:
                              - {name: log_statement, value: ddl}
                              - {name: max_connections, value: "200", applyMethod: immediate}""",
                        "tags removed", "tags: null")
                .forEach((what, patch) -> mutations.put(what, Wish.changed(complete(), patch)));
        return mutations;
    }

    @Test
    void moto_does_not_reset_settings() {
        createAs(complete());
        var observed = read(complete());
        assertThatThrownBy(() ->
                        adapter.update(target(minimal()), observed, RecordDiff.of(minimal(), observed.parameters())))
                .isInstanceOf(CloudException.class);
    }

    @Test
    void settings_that_are_no_longer_wished_for_are_reset_and_only_changed_ones_are_written() {
        try (var wire = new Wire()) {
            wire.answers(200, "<ResetDBParameterGroupResponse/>").answers(200, "<ModifyDBParameterGroupResponse/>");
            update(
                    wire,
                    List.of(parameter("kept", "1"), parameter("changed", "1"), parameter("gone", "1")),
                    List.of(parameter("kept", "1"), parameter("changed", "2")));
            assertThat(wire.requests()).hasSize(2);
            assertThat(wire.requests().getFirst())
                    .contains("Action=ResetDBParameterGroup", "ParameterName=gone", "ApplyMethod=pending-reboot")
                    .doesNotContain("kept");
            assertThat(wire.requests().getLast())
                    .contains("Action=ModifyDBParameterGroup", "ParameterName=changed", "ParameterValue=2")
                    .doesNotContain("kept");
        }
    }

    @Test
    void settings_are_written_twenty_at_a_time() {
        try (var wire = new Wire()) {
            IntStream.range(0, 3).forEach(i -> wire.answers(200, "<ModifyDBParameterGroupResponse/>"));
            update(
                    wire,
                    List.of(),
                    IntStream.range(0, 41)
                            .mapToObj(i -> parameter("setting_" + i, "1"))
                            .toList());
            assertThat(wire.requests()).hasSize(3);
            assertThat(wire.requests().getFirst())
                    .contains("Parameters.Parameter.20.")
                    .doesNotContain("Parameters.Parameter.21.");
        }
    }

    private void update(Wire wire, List<Parameter> before, List<Parameter> wanted) {
        var is = new Parameters(REGION, "postgres17", "for tests", before, null);
        var desired = new Parameters(REGION, "postgres17", "for tests", wanted, null);
        adapter.update(
                new Target<>(wire.session(), REGION, "group", desired, OWNER),
                Observed.available(is, new Outputs("group", "arn"), OWNER),
                RecordDiff.of(desired, is));
    }

    private static Parameter parameter(String name, String value) {
        return new Parameter(name, value, "immediate");
    }
}
