package dev.sluice.gate;

import dev.sluice.api.Violation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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
    private final Exemptions exemptions;
    private final DecisionSink sink;
    private final InstantSource clock;

    /** @param current the policy set in force; null until the first one is loaded, and everything is rejected till then */
    public Gate(Supplier<@Nullable PolicySet> current, InstantSource clock) {
        this(current, Exemptions.NONE, DecisionSink.NONE, clock);
    }

    /**
     * @param current the policy set in force; null until the first one is loaded, and everything is rejected till then
     * @param exemptions which violations do not count, at any gate
     * @param sink hears of every decision
     */
    public Gate(Supplier<@Nullable PolicySet> current, Exemptions exemptions, DecisionSink sink, InstantSource clock) {
        this.current = current;
        this.exemptions = exemptions;
        this.sink = sink;
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

    /** Digest of the revision by which a policy decides now; null where none does. */
    public @Nullable String revision(String policy) {
        var policies = current.get();
        return policies == null ? null : policies.revision(policy);
    }

    public Decision decide(Change change) {
        var started = System.nanoTime();
        var decision = decision(change);
        try {
            sink.decided(decision, System.nanoTime() - started);
        } catch (RuntimeException e) {
            LOG.error("decision={} could not be recorded", decision.id(), e);
        }
        return decision;
    }

    private Decision decision(Change change) {
        var id = UUID.randomUUID().toString();
        var at = clock.instant();
        var policies = current.get();
        if (policies == null) {
            return undecided(id, change, "none", "the policies are not loaded yet; try again in a moment", at);
        }
        try {
            return decision(id, change, policies.digest(), policies.judge(change), at);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error(
                    "gate={} subject={} could not be decided",
                    change.gate().label(),
                    change.subject().display(),
                    e);
            return undecided(
                    id, change, policies.digest(), "the policies could not be evaluated: " + e.getMessage(), at);
        }
    }

    /** What is exempt is told apart, and does not reject. */
    private Decision decision(String id, Change change, String policySet, PolicySet.Judgement judgement, Instant at) {
        var violations = new ArrayList<Violation>();
        var exempted = new ArrayList<Decision.Exempted>();
        for (var violation : judgement.violations()) {
            var exemption =
                    judgement.absolute().contains(violation) ? null : exemptions.covering(change, violation, at);
            if (exemption == null) {
                violations.add(violation);
            } else {
                exempted.add(new Decision.Exempted(violation, exemption));
            }
        }
        var warnings = judgement.warnings();
        var dryRuns = judgement.dryRuns();
        return violations.isEmpty()
                ? new Decision.Admitted(new Decision.Basis(id, change, policySet, warnings, dryRuns, exempted, at))
                : new Decision.Rejected(id, change, policySet, violations, warnings, dryRuns, exempted, at);
    }

    private static Decision undecided(String id, Change change, String policySet, String why, Instant at) {
        var violation = new Violation(SELF, why, "critical", null, null);
        return new Decision.Rejected(id, change, policySet, List.of(violation), List.of(), List.of(), List.of(), at);
    }
}
