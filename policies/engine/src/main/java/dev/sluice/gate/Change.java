package dev.sluice.gate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.FieldChange;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Provenance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would happen. The same record describes an API request, a manifest about to be applied and a cloud call.
 *
 * @param gate where it is judged
 * @param subject the Kubernetes object that the change belongs to
 * @param object the Kubernetes object after the change; null on deletion
 * @param oldObject the Kubernetes object before the change; null on creation
 * @param before the state before, in the terms of the gate: at {@code cloud} the observed parameters, elsewhere the
 *     object; null on creation
 * @param after the state after, in the same terms; null on deletion
 * @param diff field by field, from before to after
 * @param external the resource in the cloud; null where the change does not reach one
 * @param source where the desired state comes from; null when it does not come from Git
 * @param user who asks; null where Sluice acts on its own
 */
public record Change(
        GatePoint gate,
        Operation operation,
        Subject subject,
        @Nullable JsonNode object,
        @Nullable JsonNode oldObject,
        @Nullable JsonNode before,
        @Nullable JsonNode after,
        List<FieldChange> diff,
        @Nullable External external,
        @Nullable Provenance source,
        @Nullable User user) {

    public Change {
        diff = List.copyOf(diff);
    }

    /**
     * @param group API group; empty for the core group
     * @param namespace empty for a cluster-scoped object
     */
    public record Subject(String group, String version, String kind, String namespace, String name) {

        public String apiVersion() {
            return group.isEmpty() ? version : group + "/" + version;
        }

        /** {@code Queue payments/orders}, as messages name it. */
        public String display() {
            return namespace.isEmpty() ? kind + " " + name : kind + " " + namespace + "/" + name;
        }
    }

    /**
     * A resource in the cloud.
     *
     * @param plan hash of what would be done, as status and approvals have it; null where there is no plan
     */
    public record External(
            String provider,
            String account,
            String region,
            String name,
            @Nullable String plan) {
        public External(String provider, String account, String region, String name) {
            this(provider, account, region, name, null);
        }
    }

    /** The requester, in the API server's words. */
    public record User(String name, @Nullable String uid, List<String> groups) {
        public User {
            groups = List.copyOf(groups);
        }
    }
}
