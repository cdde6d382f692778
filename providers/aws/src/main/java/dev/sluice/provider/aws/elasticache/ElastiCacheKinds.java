package dev.sluice.provider.aws.elasticache;

import static dev.sluice.provider.Kind.Identity.DETERMINISTIC;

import dev.sluice.provider.Kind;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.List;

/** The kinds of ElastiCache. */
public final class ElastiCacheKinds {
    private ElastiCacheKinds() {}

    public static List<Kind<?, ?, ?, AwsSession>> all() {
        return List.of(
                Kind.of(SubnetGroup.class, DETERMINISTIC, new SubnetGroupAdapter()),
                Kind.of(ReplicationGroup.class, DETERMINISTIC, new ReplicationGroupAdapter()));
    }
}
