package dev.sluice.provider;

/**
 * What Sluice gives to a provider.
 *
 * @param calls to be told of every call to the cloud
 * @param limits to be kept by every call to the cloud
 */
public record ProviderContext(CallListener calls, CallLimits limits) {

    /** Nobody listens, and the usual limits: for tools and tests. */
    public static final ProviderContext PLAIN = new ProviderContext(CallListener.NONE, CallLimits.DEFAULT);
}
