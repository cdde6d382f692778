package dev.sluice.source;

/** A repository that cannot be read now. The message says what is wrong and what to do, and holds no credentials. */
public final class SourceException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why; the reason of the Ready condition. */
    public enum Reason {
        InvalidSpec,
        SecretNotFound,
        AuthenticationFailed,
        RepositoryNotFound,
        BranchNotFound,
        EmptyRepository,
        Unreachable,
        TooLarge,
        CacheFailed,
        InternalError
    }

    private final Reason reason;

    SourceException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
