package dev.sluice.provider;

import org.jspecify.annotations.Nullable;

/**
 * What the cloud holds.
 *
 * @param parameters in the shape of the desired parameters
 * @param outputs what only the cloud can say
 * @param ownerUid value of the owner's tag; null when the resource carries none
 * @param state whether it can be used
 * @param stateMessage the cloud's own word for the state, for people
 * @param actor who changed it last, where the API tells; null otherwise
 */
public record Observed<P extends Record, O extends Record>(
        P parameters,
        O outputs,
        @Nullable String ownerUid,
        State state,
        String stateMessage,
        @Nullable String actor) {

    public enum State {
        AVAILABLE,
        CREATING,
        UPDATING,
        DELETING,
        /**
         * Deleted, but kept by the cloud for some days in case it was a mistake, as keys and secrets are. A deletion is
         * done with that; by whatever other hand, only a person can say whether it was meant.
         */
        PENDING_DELETION,
        FAILED
    }

    /** An available resource of which the API does not tell who changed it. */
    public static <P extends Record, O extends Record> Observed<P, O> available(
            P parameters, O outputs, @Nullable String ownerUid) {
        return new Observed<>(parameters, outputs, ownerUid, State.AVAILABLE, "available", null);
    }
}
