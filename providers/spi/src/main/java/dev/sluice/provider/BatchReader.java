package dev.sluice.provider;

import java.util.Optional;
import java.util.Set;

/**
 * Reads many resources of a kind at once, where one paged call of the API describes them. What it says is used to see
 * that nothing has changed; before anything is done, {@link Adapter#read} looks again.
 *
 * <p>A name that does not exist must not fail the call: such an API is asked by a filter, not by names.
 */
public interface BatchReader<P extends Record, O extends Record, S extends Session> {

    /** How many names are asked for at once. */
    int limit();

    /** False where {@link Batch#observed} makes further calls for each resource. */
    default boolean describesAll() {
        return true;
    }

    /**
     * Describes those of these resources that exist.
     *
     * @param names external names, at least one and at most {@link #limit}
     * @throws CloudException when it cannot be said of each whether it exists
     */
    Batch<P, O, S> read(S session, String region, Set<String> names);

    /** What was described. */
    interface Batch<P extends Record, O extends Record, S extends Session> {

        /** What {@link Adapter#read} would have said of the same description; empty where there was none. */
        Optional<Observed<P, O>> observed(Target<P, S> target);
    }
}
