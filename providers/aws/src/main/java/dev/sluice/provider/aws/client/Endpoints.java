package dev.sluice.provider.aws.client;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where AWS is.
 *
 * @param all takes the place of all of AWS's own endpoints; null for those
 * @param byService takes the place of one service's endpoint
 */
public record Endpoints(@Nullable URI all, Map<String, URI> byService) {
    /** AWS's own. */
    public static final Endpoints AWS = new Endpoints(null, Map.of());

    /** Empty where AWS's own is meant. */
    public Optional<URI> of(String service) {
        return Optional.ofNullable(byService.getOrDefault(service, all));
    }
}
