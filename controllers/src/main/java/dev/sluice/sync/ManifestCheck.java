package dev.sluice.sync;

import dev.sluice.api.Sync.FileError;
import dev.sluice.manifest.Manifest;
import java.util.List;

/** Looks at a manifest for what the API server cannot see, such as Rego that does not compile. */
public interface ManifestCheck {

    /** What is wrong, with places in the file; empty where nothing is. */
    List<FileError> check(Manifest manifest);
}
