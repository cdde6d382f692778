package dev.sluice.e2e.cloud;

import java.net.URI;

/** An emulator of AWS. Any access key is accepted; state is lost at the end. */
public interface Cloud extends AutoCloseable {
    URI endpoint();

    /** Forgets every resource. */
    void reset();

    /** What it is and where, for people. */
    String description();

    @Override
    void close();
}
