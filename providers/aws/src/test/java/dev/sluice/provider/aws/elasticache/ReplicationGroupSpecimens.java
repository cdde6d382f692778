package dev.sluice.provider.aws.elasticache;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.elasticache.ReplicationGroup.Outputs;
import dev.sluice.provider.aws.elasticache.ReplicationGroup.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;

/** What of a group can be shown on moto, which knows nothing of its nodes: {@link ReplicationGroupAdapterTest}. */
public final class ReplicationGroupSpecimens extends KindConformance<Parameters, Outputs> {
    private final ReplicationGroupAdapter adapter = new ReplicationGroupAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return Wish.of(Parameters.class, """
                {region: eu-west-1, description: sessions, engine: redis, cacheNodeType: cache.t4g.small,
                 snapshotRetentionLimit: 7, tags: {team: payments}}""");
    }

    @Override
    protected Parameters minimal() {
        return Wish.changed(complete(), "{snapshotRetentionLimit: null, tags: null}");
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("snapshots", Wish.changed(complete(), "snapshotRetentionLimit: 1"));
        mutations.put("tags", Wish.changed(complete(), "tags: {team: orders}"));
        return mutations;
    }
}
