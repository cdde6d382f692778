package dev.sluice.managed;

import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ManagedStatus;

/**
 * What the reconciler writes to its own objects, apart from the status at the end. Each write is refused by the API
 * server when the object has changed since it was read, and then throws {@link ConflictException}.
 */
interface Objects<P extends Record, O extends Record, R extends ManagedResource<P, O>> {

    /** Finalizer, external name (unless it is empty), create intent and location, in one write. */
    R claim(R object, String externalName, String intent, String location);

    /** The same for a resource that exists already, with the time at which it was adopted. */
    R adopt(R object, String externalName, String intent, String location, String at);

    /** Takes the create intent back, and the location with it. */
    R retract(R object);

    /** External name and create intent, in one write. */
    R name(R object, String externalName, String intent);

    /** The object as the API server has it now, where what we hold may be behind our own writes. */
    R reread(R object);

    /** Lets the object go. */
    void release(R object);

    /** Status in the middle of a reconciliation: what must be on record before the cloud is touched. */
    void record(R object, ManagedStatus<P, O> status);

    /** The object as a status write has to carry it: its name and nothing else. */
    R statusPatch(R object, ManagedStatus<P, O> status);

    /** The object is not what it was when it was read. */
    final class ConflictException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ConflictException(Throwable cause) {
            super(cause);
        }
    }
}
