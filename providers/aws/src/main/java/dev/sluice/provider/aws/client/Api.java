package dev.sluice.provider.aws.client;

import dev.sluice.provider.CallListener;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * One AWS service in one region. Every call goes through {@link #call}: there it is timed, reported to the listener and
 * its failure mapped.
 *
 * <pre>{@code
 * var url = session.sqs("eu-west-1").call("GetQueueUrl", sqs -> sqs.getQueueUrl(r -> r.queueName("orders")).queueUrl());
 * }</pre>
 *
 * @param <C> the SDK's client
 */
public final class Api<C> {
    private static final int ATTEMPTS = 3;
    private static final long PAUSE_MILLIS = 100;

    private final String service;
    private final C client;
    private final CallListener listener;

    Api(String service, C client, CallListener listener) {
        this.service = service;
        this.client = client;
        this.listener = listener;
    }

    /**
     * Makes a call. One that is throttled has had no effect and is made again, at most {@value #ATTEMPTS} times, as the SDK
     * would: a read of many calls would else never get through. Whoever is still refused then is the kernel's affair, and
     * so is every other failure.
     *
     * @throws CloudException when the call fails, whatever the reason
     */
    public <R> R call(String operation, Function<? super C, ? extends R> call) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(operation, call);
            } catch (CloudException failure) {
                if (attempt == ATTEMPTS
                        || !(failure.error() instanceof CloudError.Throttled throttled)
                        || throttled.retryAfter() != null) {
                    throw failure;
                }
                pause(attempt);
            }
        }
    }

    /** Longer each time, and not for all at the same moment. */
    private static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(PAUSE_MILLIS, 2 * PAUSE_MILLIS) * attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <R> R once(String operation, Function<? super C, ? extends R> call) {
        long start = System.nanoTime();
        var code = CallListener.OK;
        try {
            var answer = call.apply(client);
            if (answer == null) {
                throw incomplete(operation);
            }
            return answer;
        } catch (SdkException failure) {
            var mapped = AwsErrors.map(service, operation, failure);
            code = mapped.code();
            throw mapped;
        } catch (CloudException failure) {
            code = failure.code();
            throw failure;
        } catch (RuntimeException failure) {
            // Ours, not the cloud's: it must not be counted as a good answer.
            code = failure.getClass().getSimpleName();
            throw failure;
        } finally {
            listener.called(service, operation, code, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** As {@link #call}, for what may not exist. */
    public <R> Optional<R> find(String operation, Function<? super C, ? extends R> call) {
        try {
            return Optional.of(call(operation, call));
        } catch (CloudException failure) {
            if (failure.error() instanceof CloudError.NotFound) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    void close() {
        if (client instanceof SdkClient sdk) {
            sdk.close();
        }
    }

    /** For a success that lacks what AWS always sends: whatever answered, it cannot be believed. */
    public CloudException incomplete(String operation) {
        return new CloudException(
                new CloudError.Transient(
                        "the answer lacks what was asked for; something other than AWS may have given it"),
                service,
                operation,
                "IncompleteAnswer",
                null,
                null);
    }

    /** The same failure with other words, where those of AWS do not say what to do. */
    public static CloudException reworded(CloudException failure, CloudError error) {
        return new CloudException(
                error, failure.service(), failure.operation(), failure.code(), failure.requestId(), failure);
    }
}
