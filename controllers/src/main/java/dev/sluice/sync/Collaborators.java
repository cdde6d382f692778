package dev.sluice.sync;

import dev.sluice.gate.Gate;
import dev.sluice.protection.Protection;
import dev.sluice.provider.Confidential;

/** What every pass of every Sync uses. */
record Collaborators(
        ClusterPort cluster,
        Gate gate,
        Protection protection,
        Confidential confidential,
        ManifestCheck check,
        PolicyBarrier barrier,
        Workers workers,
        Rendered.Cache cache) {}
