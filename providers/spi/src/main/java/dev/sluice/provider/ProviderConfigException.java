package dev.sluice.provider;

/** A provider configuration that cannot be used. The message says which, what is wrong and what to do. */
public final class ProviderConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProviderConfigException(String message) {
        super(message);
    }
}
