package dev.sluice.provider;

import java.time.Instant;

/** A token of a ServiceAccount for somebody outside the cluster. */
public record ServiceAccountToken(String value, Instant expires) {

    /** Without the token itself. */
    @Override
    public String toString() {
        return "ServiceAccountToken[expires=" + expires + "]";
    }
}
