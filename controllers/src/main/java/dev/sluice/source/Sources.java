package dev.sluice.source;

import dev.sluice.api.GitRepository.Artifact;
import java.util.Optional;

/** What Syncs read from. */
public interface Sources {

    /** What was last fetched of a repository. */
    record Source(String url, Artifact artifact, Snapshot snapshot) {}

    /** Empty until the repository was fetched once by this process. */
    Optional<Source> current(String namespace, String name);

    /** Told, by namespace and name, when a repository was fetched and something new has come. */
    interface Listener {
        void fetched(String namespace, String name);
    }

    void onFetch(Listener listener);
}
