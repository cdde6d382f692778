package dev.sluice.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The live objects of a group: many of a kind are read by one list, few one by one. */
final class LiveObjects {
    private static final int LIST_FROM = 10;

    private record Place(String apiVersion, String kind, String namespace) {
        static Place of(Desired desired) {
            return new Place(
                    desired.apiVersion(), desired.id().kind(), desired.id().namespace());
        }
    }

    private final ClusterPort cluster;
    private final Map<Place, Map<ObjectId, ObjectNode>> listed = new HashMap<>();

    LiveObjects(ClusterPort cluster, List<Desired> group) {
        this.cluster = cluster;
        group.stream()
                .collect(Collectors.groupingBy(Place::of, Collectors.counting()))
                .forEach((place, members) -> {
                    if (members >= LIST_FROM) {
                        list(place);
                    }
                });
    }

    private void list(Place place) {
        try {
            listed.put(place, cluster.list(place.apiVersion(), place.kind(), place.namespace()));
        } catch (ClusterPort.ClusterException e) {
            // Read one by one instead; whatever is wrong shows there.
            listed.remove(place);
        }
    }

    Optional<ObjectNode> get(Desired desired) {
        var known = listed.get(Place.of(desired));
        return known != null
                ? Optional.ofNullable(known.get(desired.id()))
                : cluster.get(desired.apiVersion(), desired.id());
    }
}
