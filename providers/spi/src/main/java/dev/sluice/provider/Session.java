package dev.sluice.provider;

/** An authenticated connection to one account of a cloud. Safe for concurrent use. */
public interface Session {

    /** The account, subscription or project that calls are made in. */
    String account();
}
