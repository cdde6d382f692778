package dev.sluice.provider.aws.rds;

import static dev.sluice.provider.Kind.Identity.DETERMINISTIC;

import dev.sluice.provider.Kind;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.List;

/** The kinds of RDS. */
public final class RdsKinds {
    private RdsKinds() {}

    public static List<Kind<?, ?, ?, AwsSession>> all() {
        return List.of(
                Kind.of(DBSubnetGroup.class, DETERMINISTIC, new DBSubnetGroupAdapter()),
                Kind.of(DBParameterGroup.class, DETERMINISTIC, new DBParameterGroupAdapter()),
                Kind.of(DBInstance.class, DETERMINISTIC, new DBInstanceAdapter()));
    }
}
