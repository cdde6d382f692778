package dev.sluice.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;

/** Waits until policies that were just applied are in force, so that a commit's own policies judge its own objects. */
public interface PolicyBarrier {

    /**
     * @param specs the policies' specifications by name
     * @return false where they are not in force within the limit
     */
    boolean await(Map<String, JsonNode> specs, Duration limit);
}
