package dev.sluice.gate;

import dev.sluice.api.Violation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides every change, at every gate point, by the policy set in force. A gate that cannot decide rejects.
 *
 * <p>Safe for concurrent use. One decision is made by one policy set: a set that is replaced meanwhile does not mix in.
 */
public final class Gate {
    /** Name under which the gate itself objects. */
    public static final String SELF = "sluice-gate";

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private final Supplier<@Nullable PolicySet> current;
    private final InstantSource clock;

    /** @param current the policy set in force; null until the first one is loaded, and everything is rejected till then */
    public Gate(Supplier<@Nullable PolicySet> current, InstantSource clock) {
        this.current = current;
        this.clock = clock;
    }

    /** True once a policy set is loaded, so that decisions say something of the change and not of the gate. */
    public boolean ready() {
        return current.get() != null;
    }

    /** Digest of the policy set in force; {@code none} until the first one is loaded. */
    public String policySet() {
        var policies = current.get();
        return policies == null ? "none" : policies.digest();
    }

    public Decision decide(Change change) {
        var id = UUID.randomUUID().toString();
        var at = clock.instant();
        var policies = current.get();
        if (policies == null) {
            return undecided(id, change, "none", "the policies are not loaded yet; try again in a moment", at);
        }
        PolicySet.Judgement judgement;
        try {
            judgement = policies.judge(change);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error(
                    "gate={} subject={} could not be decided",
                    change.gate().label(),
                    change.subject().display(),
                    e);
            return undecided(
                    id, change, policies.digest(), "the policies could not be evaluated: " + e.getMessage(), at);
        }
        if (!judgement.violations().isEmpty()) {
            return new Decision.Rejected(
                    id,
                    change,
                    policies.digest(),
                    judgement.violations(),
                    judgement.warnings(),
                    judgement.dryRuns(),
                    at);
        }
        return new Decision.Admitted(
                new Decision.Basis(id, change, policies.digest(), judgement.warnings(), judgement.dryRuns(), at));
    }

    private static Decision undecided(String id, Change change, String policySet, String why, Instant at) {
        var violation = new Violation(SELF, why, "critical", null, null);
        return new Decision.Rejected(id, change, policySet, List.of(violation), List.of(), List.of(), at);
    }
}
