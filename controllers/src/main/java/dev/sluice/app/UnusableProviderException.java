package dev.sluice.app;

/** A provider that cannot be used. The message names the jar or folder, what is wrong and what to do. */
final class UnusableProviderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableProviderException(String message) {
        super(message);
    }

    UnusableProviderException(String message, Throwable cause) {
        super(message, cause);
    }
}
