package dev.sluice.provider;

import dev.sluice.api.managed.ManagedResource;

/**
 * One kind of external resource.
 *
 * @param type the custom resource
 * @param parameters its parameter record, with field rules
 * @param outputs its output record
 * @param identity how the external resource is found again after a crash
 * @param adapter the mapping to the cloud's API
 */
public record Kind<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session>(
        Class<R> type, Class<P> parameters, Class<O> outputs, Identity identity, Adapter<P, O, S> adapter) {

    /** How a create call whose outcome is unknown is made safe. */
    public enum Identity {
        /** The name is chosen by us: look it up again; creating it twice is impossible. */
        DETERMINISTIC,
        /** The API takes a client token: repeat the call with the same token, a pure function of the owner's UID. */
        TOKEN,
        /** The cloud chooses the name: look for the owner's tag before creating. */
        TAGGED,
        /** None of these: stop, and ask a person. */
        BLIND
    }
}
