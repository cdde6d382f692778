package dev.sluice.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Collection;

/** Waits until policies that were just applied are in force, so that a commit's own policies judge its own objects. */
public interface PolicyBarrier {

    /**
     * @param policies as they were applied: Policies, and Gatekeeper's templates and constraints
     * @return false where they are not in force within the limit
     */
    boolean await(Collection<? extends JsonNode> policies, Duration limit);
}
