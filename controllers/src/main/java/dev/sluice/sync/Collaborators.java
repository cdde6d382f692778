package dev.sluice.sync;

import dev.sluice.gate.Gate;

/** What every pass of every Sync uses. */
record Collaborators(
        ClusterPort cluster,
        Gate gate,
        ManifestCheck check,
        PolicyBarrier barrier,
        Workers workers,
        Rendered.Cache cache) {}
