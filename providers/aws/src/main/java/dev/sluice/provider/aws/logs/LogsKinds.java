package dev.sluice.provider.aws.logs;

import static dev.sluice.provider.Kind.Identity.DETERMINISTIC;

import dev.sluice.provider.Kind;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.List;

/** The kinds of CloudWatch Logs. */
public final class LogsKinds {
    private LogsKinds() {}

    public static List<Kind<?, ?, ?, AwsSession>> all() {
        return List.of(Kind.of(LogGroup.class, DETERMINISTIC, new LogGroupAdapter()));
    }
}
