package dev.sluice.provider.aws.client;

import dev.sluice.provider.CallListener;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import java.time.Duration;
import java.util.Optional;
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
    private final String service;
    private final C client;
    private final CallListener listener;

    Api(String service, C client, CallListener listener) {
        this.service = service;
        this.client = client;
        this.listener = listener;
    }

    /** @throws CloudException when the call fails, whatever the reason */
    public <R> R call(String operation, Function<? super C, ? extends R> call) {
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
