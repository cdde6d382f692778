package dev.sluice.provider.aws.sqs;

import static dev.sluice.provider.Kind.Identity.DETERMINISTIC;

import dev.sluice.provider.Kind;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.List;

/** The kinds of SQS. */
public final class SqsKinds {
    private SqsKinds() {}

    public static List<Kind<?, ?, ?, AwsSession>> all() {
        return List.of(
                Kind.of(Queue.class, DETERMINISTIC, new QueueAdapter()),
                Kind.of(QueuePolicy.class, DETERMINISTIC, new QueuePolicyAdapter()));
    }
}
