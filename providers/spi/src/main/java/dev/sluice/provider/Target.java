package dev.sluice.provider;

/**
 * The external resource a call is about.
 *
 * @param externalName empty where the cloud has not chosen it yet
 * @param desired the parameters with references resolved
 * @param ownerUid UID of the Kubernetes object, the value of the owner's tag
 */
public record Target<P extends Record, S extends Session>(
        S session, String region, String externalName, P desired, String ownerUid) {

    /** The same resource by the name that it has got. */
    public Target<P, S> named(String name) {
        return new Target<>(session, region, name, desired, ownerUid);
    }

    /** The same resource with other wishes. */
    public Target<P, S> desiring(P parameters) {
        return new Target<>(session, region, externalName, parameters, ownerUid);
    }
}
