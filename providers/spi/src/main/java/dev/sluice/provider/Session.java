package dev.sluice.provider;

/** An authenticated connection to one account of a cloud. Safe for concurrent use. */
public interface Session {

    /** The account, subscription or project that calls are made in. */
    String account();

    /** As whom calls are made, in the cloud's own words. */
    default String identity() {
        return account();
    }

    /**
     * Asks the cloud whether the credentials still hold.
     *
     * @throws CloudException when they do not, or the cloud cannot be reached
     */
    default void check() {}
}
