package dev.sluice.config;

import dev.sluice.provider.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When each session was last seen to work: one that was just opened has proven itself, and need not be asked again. */
final class Proofs {
    private final Map<String, Proof> proofs = new ConcurrentHashMap<>();
    private final Duration good;
    private final InstantSource clock;

    private record Proof(Session session, Instant at) {}

    /** @param good how long a proof is enough */
    Proofs(Duration good, InstantSource clock) {
        this.good = good;
        this.clock = clock;
    }

    /** @throws dev.sluice.provider.CloudException when the session works no more */
    void check(String config, Session session) {
        var now = clock.instant();
        var last = proofs.get(config);
        if (last != null && last.session() == session) {
            if (now.isBefore(last.at().plus(good))) {
                return;
            }
            session.check();
        }
        proofs.put(config, new Proof(session, now));
    }

    void forget(String config) {
        proofs.remove(config);
    }
}
