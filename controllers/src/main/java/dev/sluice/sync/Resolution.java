package dev.sluice.sync;

import dev.sluice.api.Sync;
import dev.sluice.api.Sync.FileError;
import dev.sluice.manifest.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From manifests to objects: which kind that is to the cluster, and in which namespace it goes. */
final class Resolution {
    private final ClusterPort cluster;
    private final String defaultNamespace;
    private final List<FileError> errors;

    /** @param errors where manifests that cannot be resolved are noted */
    Resolution(ClusterPort cluster, Sync sync, List<FileError> errors) {
        this.cluster = cluster;
        var target = sync.getSpec().targetNamespace();
        this.defaultNamespace = target == null ? sync.getMetadata().getNamespace() : target;
        this.errors = errors;
    }

    /** @throws ClusterPort.ClusterException when the cluster answers for none of them: it is not the files then */
    List<Desired> of(List<Manifest> manifests) {
        var defined = defined(manifests);
        var desired = new ArrayList<Desired>();
        ClusterPort.ClusterException unreachable = null;
        for (var manifest : manifests) {
            try {
                var one = of(manifest, defined);
                if (one != null) {
                    desired.add(one);
                }
            } catch (ClusterPort.ClusterException e) {
                // One group may be served by somebody who is away; the others go on.
                note(manifest, String.valueOf(e.getMessage()));
                unreachable = e;
            }
        }
        if (unreachable != null && desired.isEmpty()) {
            throw unreachable;
        }
        return desired;
    }

    private @Nullable Desired of(Manifest manifest, Set<String> defined) {
        var group = ObjectId.group(manifest.apiVersion());
        var scope = cluster.scope(manifest.apiVersion(), manifest.kind());
        if (scope == ClusterPort.Scope.UNKNOWN && !defined.contains(group + "/" + manifest.kind())) {
            note(
                    manifest,
                    "the cluster does not know %s %s; install its CustomResourceDefinition or correct apiVersion and kind"
                            .formatted(manifest.apiVersion(), manifest.kind()));
            return null;
        }
        var isOfTheCluster = scope == ClusterPort.Scope.CLUSTER || Coming.isOfTheCluster(group);
        var namespace = isOfTheCluster ? "" : namespace(manifest);
        return Desired.of(new ObjectId(group, manifest.kind(), namespace, manifest.name()), manifest);
    }

    /** Kinds whose definitions come with the same commit. */
    private static Set<String> defined(List<Manifest> manifests) {
        var defined = manifests.stream()
                .filter(m -> m.kind().equals("CustomResourceDefinition"))
                .map(m -> m.object().at("/spec/group").asText() + "/"
                        + m.object().at("/spec/names/kind").asText());
        return Stream.concat(defined, Coming.kinds(manifests)).collect(Collectors.toSet());
    }

    private String namespace(Manifest manifest) {
        return manifest.namespace().isEmpty() ? defaultNamespace : manifest.namespace();
    }

    private void note(Manifest manifest, String message) {
        errors.add(new FileError(manifest.path(), manifest.line(), message));
    }
}
