package dev.sluice.provider.aws.eks;

import static dev.sluice.provider.Kind.Identity.DETERMINISTIC;

import dev.sluice.provider.Kind;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.List;

/** The kinds of EKS. */
public final class EksKinds {
    private EksKinds() {}

    public static List<Kind<?, ?, ?, AwsSession>> all() {
        return List.of(
                Kind.of(Cluster.class, DETERMINISTIC, new ClusterAdapter()),
                Kind.of(NodeGroup.class, DETERMINISTIC, new NodeGroupAdapter()));
    }
}
