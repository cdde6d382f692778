package dev.sluice.e2e.cloud;

import java.time.Duration;
import java.time.Instant;

/**
 * One request that somebody made to the cloud.
 *
 * @param sequence counts up from 1 in the order of arrival
 * @param at when it arrived
 * @param took until it was answered or dropped; zero while it is under way
 * @param service from the signature, for example {@code sqs}; empty when unsigned
 * @param region from the signature; empty when unsigned
 * @param operation AWS's name for it, for example {@code CreateQueue}; method and path where it has none
 * @param path with the query
 * @param body at most its first 8 KiB
 * @param status HTTP status of the answer; 0 while it is under way or when it was dropped
 * @param reachedCloud false when the proxy answered by itself
 */
public record CloudCall(
        long sequence,
        Instant at,
        Duration took,
        String service,
        String region,
        String operation,
        String method,
        String path,
        String body,
        int status,
        boolean reachedCloud) {

    public boolean is(String service, String operation) {
        return this.service.equals(service) && this.operation.equals(operation);
    }

    /** True when the name occurs in the path or the body. */
    public boolean mentions(String name) {
        return path.contains(name) || body.contains(name);
    }

    CloudCall reached() {
        return new CloudCall(sequence, at, took, service, region, operation, method, path, body, status, true);
    }

    CloudCall ended(int status, Duration took) {
        return new CloudCall(sequence, at, took, service, region, operation, method, path, body, status, reachedCloud);
    }

    @Override
    public String toString() {
        return "#%d %s %s %s %s → %s"
                .formatted(sequence, service, operation, method, path, status == 0 ? "no answer" : status);
    }
}
