package dev.sluice.report;

import java.util.Locale;
import java.util.Map;

/**
 * What one policy says of one object.
 *
 * @param result pass, fail, warn, error or skip, the last for what is exempt
 * @param enforcement deny, warn or dryrun: what the policy does about it elsewhere; empty where it has nothing to say
 */
record Verdict(
        String policy,
        String rule,
        String severity,
        Result result,
        String enforcement,
        String message,
        Map<String, String> properties) {

    /** In the order in which a report keeps them when there are too many. */
    enum Result {
        ERROR,
        FAIL,
        WARN,
        SKIP,
        PASS;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Verdict {
        properties = Map.copyOf(properties);
    }

    boolean isViolation() {
        return result == Result.FAIL || result == Result.WARN;
    }
}
