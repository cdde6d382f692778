package dev.sluice.provider;

import java.time.Duration;

/** Told of every call to a cloud, after it: what metrics are made of. Must be fast and must not throw. */
@FunctionalInterface
public interface CallListener {

    /** The {@code code} of a call that succeeded. */
    String OK = "OK";

    /** Listens to nothing. */
    CallListener NONE = (service, operation, code, duration) -> {};

    /**
     * @param service the API, for example {@code sqs}
     * @param operation the call, for example {@code CreateQueue}; one of a fixed few, for each makes a time series
     * @param code {@link #OK}, the cloud's error code, or {@code Unreachable} and {@code Timeout} where there was no answer
     */
    void called(String service, String operation, String code, Duration duration);
}
