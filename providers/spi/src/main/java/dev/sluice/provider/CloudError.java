package dev.sluice.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why a cloud call failed, typed by what is to be done about it. Mapped once, where the provider meets its SDK. */
public sealed interface CloudError {

    /** The cloud's own words, without secrets. */
    String message();

    /** Too many calls: slow down, for this account and API. */
    record Throttled(String message, @Nullable Duration retryAfter) implements CloudError {}

    /** What the call is about does not exist. */
    record NotFound(String message) implements CloudError {}

    /** Something else holds the name, or changed at the same time. */
    record Conflict(String message) implements CloudError {}

    /** The credentials may not do this. */
    record Denied(String message) implements CloudError {}

    /** The cloud refuses the request as it stands; repeating it is pointless until the specification changes. */
    record Invalid(String message, @Nullable String field) implements CloudError {}

    /** A fault on the way or in the cloud; repeating the call is right. */
    record Transient(String message) implements CloudError {}

    /** Terminal errors are not retried on their own: the specification or the account has to change. */
    default boolean terminal() {
        return this instanceof Invalid;
    }
}
