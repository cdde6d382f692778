package dev.sluice.provider.aws.rds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.DefaultVpc;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wire;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.rds.DBSubnetGroup.Outputs;
import dev.sluice.provider.aws.rds.DBSubnetGroup.Parameters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class DBSubnetGroupAdapterTest extends KindConformance<Parameters, Outputs> {
    private final DBSubnetGroupAdapter adapter = new DBSubnetGroupAdapter();
    private final List<String> subnets = DefaultVpc.subnets(REGION);

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return new Parameters(REGION, "for tests", subnets, null, Map.of("team", "payments"));
    }

    @Override
    protected Parameters minimal() {
        return new Parameters(REGION, "for tests", subnets, null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        return Map.of("tags changed", Wish.changed(complete(), "tags: {team: orders, stage: test}"));
    }

    @Test
    void the_order_of_subnets_does_not_matter() {
        createAs(complete());
        calls.clear();
        converge(new Parameters(REGION, "for tests", subnets.reversed(), null, Map.of("team", "payments")));
        assertThat(calls.list()).noneMatch(call -> call.startsWith("Modify"));
    }

    @Test
    void moto_does_not_keep_a_group_that_is_modified() {
        createAs(complete());
        var wanted = Wish.changed(complete(), "description: something else");
        var observed = read(wanted);
        adapter.update(target(wanted), observed, RecordDiff.of(wanted, observed.parameters()));
        assertThat(adapter.read(target(wanted))).isEmpty();
    }

    @Test
    void one_call_changes_description_and_subnets() {
        try (var wire = new Wire()) {
            wire.answers(
                    200, "<ModifyDBSubnetGroupResponse><ModifyDBSubnetGroupResult/></ModifyDBSubnetGroupResponse>");
            var before = new Parameters(REGION, "for tests", List.of("subnet-1", "subnet-2"), null, null);
            var wanted = new Parameters(REGION, "for shops", List.of("subnet-2", "subnet-3"), null, null);
            var observed = Observed.available(before, new Outputs("group", "arn", "vpc"), OWNER);
            adapter.update(
                    new Target<>(wire.session(), REGION, "group", wanted, OWNER),
                    observed,
                    RecordDiff.of(wanted, before));
            assertThat(wire.requests())
                    .singleElement()
                    .asString()
                    .contains(
                            "Action=ModifyDBSubnetGroup",
                            "DBSubnetGroupName=group",
                            "DBSubnetGroupDescription=for shops",
                            "SubnetIds.SubnetIdentifier.1=subnet-2",
                            "SubnetIds.SubnetIdentifier.2=subnet-3");
        }
    }
}
