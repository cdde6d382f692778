package dev.sluice.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Sync;
import dev.sluice.api.Sync.Entry;
import dev.sluice.gate.Decision;
import dev.sluice.kube.EventRecorder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a pass does, as Events of its Sync and of the objects. */
record SyncEvents(Sync sync, EventRecorder events) implements SyncRun.Told {
    private static final Logger LOG = LoggerFactory.getLogger(SyncEvents.class);

    @Override
    public void held(Desired desired, Decision.Rejected decision) {
        LOG.info("object={} held: {}", desired.id().display(), decision.message());
        events.warning(
                sync,
                "PolicyDenied",
                "%s (%s) is held: %s"
                        .formatted(desired.id().display(), desired.manifest().place(), decision.message()));
    }

    @Override
    public void drifted(ObjectNode live, String fields, String manager) {
        var about = new GenericKubernetesResource();
        about.setApiVersion(live.path("apiVersion").asText());
        about.setKind(live.path("kind").asText());
        about.setMetadata(new ObjectMetaBuilder()
                .withNamespace(live.at("/metadata").path("namespace").asText(null))
                .withName(live.at("/metadata/name").asText())
                .withUid(live.at("/metadata/uid").asText())
                .build());
        events.warning(about, "ObjectDrifted", "%s differ from Git; last written by %s.".formatted(fields, manager));
    }

    @Override
    public void pruned(Entry entry) {
        events.normal(
                sync,
                "Pruned",
                "%s has left Git and was deleted.".formatted(ObjectId.of(entry).display()));
    }

    @Override
    public void pruneHeld(Entry entry, Decision.Rejected decision) {
        events.warning(
                sync,
                "PruneHeld",
                "%s has left Git and is kept: %s".formatted(ObjectId.of(entry).display(), decision.message()));
    }
}
