package dev.sluice.provider;

import dev.sluice.api.managed.ManagedResource;
import java.lang.reflect.ParameterizedType;

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

    /** A kind whose records are the type arguments of its custom resource. */
    public static <P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session>
            Kind<P, O, R, S> of(Class<R> type, Identity identity, Adapter<P, O, S> adapter) {
        if (type.getGenericSuperclass() instanceof ParameterizedType resource
                && resource.getRawType() == ManagedResource.class
                && resource.getActualTypeArguments()[0] instanceof Class<?> parameters
                && resource.getActualTypeArguments()[1] instanceof Class<?> outputs) {
            // The type arguments of R, which the bounds of this method say are P and O.
            @SuppressWarnings("unchecked")
            var kind = new Kind<>(type, (Class<P>) parameters, (Class<O>) outputs, identity, adapter);
            return kind;
        }
        throw new IllegalArgumentException(
                "%s has to extend ManagedResource<Parameters, Outputs> itself, with two records that have no type parameters"
                        .formatted(type.getName()));
    }

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
