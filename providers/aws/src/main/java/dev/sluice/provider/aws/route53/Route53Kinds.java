package dev.sluice.provider.aws.route53;

import static dev.sluice.provider.Kind.Identity.DETERMINISTIC;
import static dev.sluice.provider.Kind.Identity.TAGGED;

import dev.sluice.provider.Kind;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.List;

/** The kinds of Route 53. */
public final class Route53Kinds {
    private Route53Kinds() {}

    public static List<Kind<?, ?, ?, AwsSession>> all() {
        return List.of(
                Kind.of(HostedZone.class, TAGGED, new HostedZoneAdapter()),
                Kind.of(RecordSet.class, DETERMINISTIC, new RecordSetAdapter()));
    }
}
