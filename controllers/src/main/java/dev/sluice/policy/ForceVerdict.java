package dev.sluice.policy;

import dev.sluice.api.Policy;
import dev.sluice.policy.Proof.State;
import dev.sluice.policy.Proof.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What replicas and probes say of a revision together. Only what all replicas know goes in, so that all say the same. */
final class ForceVerdict {
    /** A proof that is older proves nothing. */
    private static final Duration STALE = Duration.ofMinutes(10);

    /** How long a replica may take to load what the others have. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int SHORT = 12;

    private ForceVerdict() {}

    /**
     * @param told what each replica has
     * @param last the last probe
     * @param broken why the webhook is not asked; null where it is
     */
    static Verdict of(
            String digest,
            List<Policy.Replica> told,
            Policy.@Nullable Probe last,
            @Nullable String broken,
            Instant now) {
        if (broken != null) {
            return new Verdict(
                    State.FALSE,
                    "WebhookBroken",
                    "The API server does not ask this policy: %s.".formatted(broken),
                    told,
                    last);
        }
        var behind = told.stream().filter(replica -> !has(replica, digest)).toList();
        if (!behind.isEmpty()) {
            return new Verdict(
                    isPatient(digest, told, behind, now) ? State.UNKNOWN : State.FALSE,
                    "ReplicasDiffer",
                    behind(behind, told.size(), digest),
                    told,
                    last);
        }
        return probed(digest, told, last, now);
    }

    private static Verdict probed(String digest, List<Policy.Replica> told, Policy.@Nullable Probe last, Instant now) {
        if (last == null
                || (last.message() == null && !digest.equals(last.digest()))
                || Instant.parse(last.at()).isBefore(now.minus(STALE))) {
            return new Verdict(
                    State.UNKNOWN,
                    "NotProbed",
                    "Loaded; no probe through the API server was answered by this revision yet.",
                    told,
                    last);
        }
        return last.message() == null
                ? new Verdict(
                        State.TRUE,
                        "Loaded",
                        "This revision decides at every gate it names: %s loaded it, and it answers at the API server."
                                .formatted(told.size() == 1 ? "the replica" : "all %d replicas".formatted(told.size())),
                        told,
                        last)
                : new Verdict(State.FALSE, "ProbeFailed", last.message(), told, last);
    }

    /** Replicas load one after the other; one that says why it does not is not waited for. */
    private static boolean isPatient(
            String digest, List<Policy.Replica> told, List<Policy.Replica> behind, Instant now) {
        var loaded = told.stream()
                .filter(replica -> has(replica, digest))
                .map(replica -> Instant.parse(replica.since()))
                .min(Instant::compareTo)
                .orElse(now);
        return behind.stream().allMatch(replica -> replica.message() == null) && now.isBefore(loaded.plus(PATIENCE));
    }

    private static String behind(List<Policy.Replica> behind, int all, String digest) {
        var said = new ArrayList<String>();
        for (var replica : behind) {
            said.add("replica %s %s%s"
                            .formatted(
                                    replica.name(),
                                    replica.digest() == null
                                            ? "has no revision of it"
                                            : "still decides by %s".formatted(shortened(replica.digest())),
                                    replica.since().isEmpty() ? "" : " since " + replica.since())
                    + (replica.message() == null ? "" : ": " + replica.message()));
        }
        return "%d of %d replicas have not loaded revision %s: %s."
                .formatted(behind.size(), all, shortened(digest), String.join("; ", said));
    }

    private static boolean has(Policy.Replica replica, String digest) {
        return replica.digest() != null && digest.startsWith(replica.digest());
    }

    static String shortened(String digest) {
        return digest.length() > SHORT ? digest.substring(0, SHORT) : digest;
    }
}
