package dev.sluice.e2e.cloud;

import dev.sluice.e2e.process.ProcessUse;
import java.net.URI;
import java.util.Optional;

/** An emulator of AWS. Any access key is accepted; state is lost at the end. */
public interface Cloud extends AutoCloseable {
    URI endpoint();

    /** Forgets every resource. */
    void reset();

    /** What its process has used; empty where it is not ours. */
    default Optional<ProcessUse> use() {
        return Optional.empty();
    }

    /** What it is and where, for people. */
    String description();

    @Override
    void close();
}
