package dev.sluice.managed;

/**
 * Secrets of the cluster as reconcilers need them.
 *
 * @param source what objects take values from
 * @param digests by which a value is known again without being told
 * @param connections what is published of resources
 */
record Secrets(SecretSource source, Digests digests, ConnectionSecrets connections) {}
