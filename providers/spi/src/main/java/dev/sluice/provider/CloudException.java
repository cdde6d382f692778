package dev.sluice.provider;

import org.jspecify.annotations.Nullable;

/** A cloud call that failed. */
public final class CloudException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient CloudError error;
    private final String service;
    private final String operation;
    private final String code;
    private final @Nullable String requestId;

    /**
     * @param service the API, for example {@code sqs}
     * @param operation the call, for example {@code CreateQueue}
     * @param code the cloud's error code, or {@code Unreachable}
     * @param requestId what the cloud's support asks for; null when there was no answer
     */
    public CloudException(
            CloudError error,
            String service,
            String operation,
            String code,
            @Nullable String requestId,
            @Nullable Throwable cause) {
        super(text(error, service, operation, code, requestId), cause);
        this.error = error;
        this.service = service;
        this.operation = operation;
        this.code = code;
        this.requestId = requestId;
    }

    private static String text(
            CloudError error, String service, String operation, String code, @Nullable String requestId) {
        var text = "%s %s: %s (%s)".formatted(service, operation, error.message(), code);
        return requestId == null ? text : text + ", request " + requestId;
    }

    public CloudError error() {
        return error;
    }

    public String service() {
        return service;
    }

    public String operation() {
        return operation;
    }

    public String code() {
        return code;
    }

    public @Nullable String requestId() {
        return requestId;
    }
}
