package dev.sluice.provider;

/**
 * The external resource a call is about.
 *
 * @param desired the parameters with references resolved
 * @param ownerUid UID of the Kubernetes object, the value of the owner's tag
 */
public record Target<P extends Record, S extends Session>(
        S session, String region, String externalName, P desired, String ownerUid) {}
