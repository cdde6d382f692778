package dev.sluice.provider;

import java.time.Duration;

/**
 * How long a provider may wait for its cloud: nothing waits without a limit.
 *
 * @param connect for a connection
 * @param read for the next bytes of an answer
 * @param call for one call as a whole
 */
public record CallLimits(Duration connect, Duration read, Duration call) {
    public static final CallLimits DEFAULT =
            new CallLimits(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(30));
}
