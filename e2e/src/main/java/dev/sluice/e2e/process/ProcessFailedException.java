package dev.sluice.e2e.process;

/** A child process ended too early or did not become ready in time. The message ends with the last lines of its log. */
public final class ProcessFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProcessFailedException(String message) {
        super(message);
    }
}
