package dev.sluice.e2e.git;

import java.net.URI;
import java.util.function.Supplier;

/**
 * Where a push is told.
 *
 * @param url asked for at each push, because a receiver's address changes when it restarts
 * @param secret signs the payload
 */
public record PushHook(Supplier<URI> url, String secret) {
    @Override
    public String toString() {
        return "PushHook[" + url + "]";
    }
}
