package dev.sluice.provider.aws.sns;

import static dev.sluice.provider.Kind.Identity.DETERMINISTIC;

import dev.sluice.provider.Kind;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.List;

/** The kinds of SNS. */
public final class SnsKinds {
    private SnsKinds() {}

    public static List<Kind<?, ?, ?, AwsSession>> all() {
        return List.of(
                Kind.of(Subscription.class, DETERMINISTIC, new SubscriptionAdapter()),
                Kind.of(Topic.class, DETERMINISTIC, new TopicAdapter()));
    }
}
