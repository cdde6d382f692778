package dev.sluice.managed;

import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When each resource was last seen as wanted. Kept in memory because an observation that finds nothing new writes no
 * status; after a restart the status has an earlier, still true, time. One entry a managed resource.
 */
final class Sightings {
    private final ConcurrentHashMap<String, Instant> lastAsWanted = new ConcurrentHashMap<>();

    void asWanted(String uid, Instant at) {
        lastAsWanted.put(uid, at);
    }

    @Nullable
    Instant last(String uid) {
        return lastAsWanted.get(uid);
    }

    void forget(String uid) {
        lastAsWanted.remove(uid);
    }
}
