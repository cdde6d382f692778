package dev.sluice.config;

import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;

/** A failed attempt to connect, as a condition says it. */
final class Failures {
    private Failures() {}

    static String reason(CloudError error) {
        return switch (error) {
            case CloudError.Throttled e -> "Throttled";
            case CloudError.Transient e -> "CloudUnavailable";
            case CloudError.Conflict e -> "CloudUnavailable";
            case CloudError.Denied e -> "CloudDenied";
            case CloudError.NotFound e -> "CloudDenied";
            case CloudError.Invalid e -> "CloudDenied";
        };
    }

    /** Without the request's id, which differs each time: a status that says the same is not written again. */
    static String text(CloudException e) {
        return "%s %s: %s (%s).".formatted(e.service(), e.operation(), e.error().message(), e.code());
    }
}
