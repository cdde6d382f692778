package dev.sluice.provider.aws.elasticache;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.aws.DefaultVpc;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.elasticache.SubnetGroup.Outputs;
import dev.sluice.provider.aws.elasticache.SubnetGroup.Parameters;
import java.util.List;
import java.util.Map;

/** What of a subnet group can be shown on moto, which neither changes nor deletes one: {@link SubnetGroupAdapterTest}. */
public final class SubnetGroupSpecimens extends KindConformance<Parameters, Outputs> {
    private static final Map<String, String> TAGS = Map.of("team", "payments");

    private final SubnetGroupAdapter adapter = new SubnetGroupAdapter();
    private final List<String> subnets = DefaultVpc.subnets(REGION);

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return new Parameters(REGION, "for tests", subnets, null, TAGS);
    }

    @Override
    protected Parameters minimal() {
        return new Parameters(REGION, null, subnets, null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        // Its tags: moto changes nothing else (SubnetGroupAdapterTest.moto_does_not_change_a_group).
        return Map.of("tags", new Parameters(REGION, "for tests", subnets, null, Map.of("stage", "test")));
    }
}
