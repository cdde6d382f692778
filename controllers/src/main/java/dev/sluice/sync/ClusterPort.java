package dev.sluice.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gate.Decision;
import java.util.Map;
import java.util.Optional;

/** What a sync needs of the cluster. Failures are {@link ClusterException}. */
interface ClusterPort {

    enum Scope {
        NAMESPACED,
        CLUSTER,
        /** The API server does not serve this kind. */
        UNKNOWN
    }

    Scope scope(String apiVersion, String kind);

    Optional<ObjectNode> get(String apiVersion, ObjectId id);

    /** All objects of a kind in a namespace (or in the cluster), by identity. */
    Map<ObjectId, ObjectNode> list(String apiVersion, String kind, String namespace);

    /** What applying the manifest would make of the object; changes nothing. */
    ObjectNode dryRun(ObjectNode manifest);

    /** Server-side apply of the manifest that the decision admits. */
    void apply(Decision.Admitted decision, ObjectNode manifest);

    /** Deletes the object that the decision admits to delete, if it is still that object. */
    void delete(Decision.Admitted decision, ObjectNode live);

    /** The API server refused, or could not be reached. */
    final class ClusterException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final boolean invalid;

        ClusterException(String message) {
            this(message, false);
        }

        private ClusterException(String message, boolean invalid) {
            super(message);
            this.invalid = invalid;
        }

        /** The object is not one that the API server would ever take. */
        static ClusterException invalid(String message) {
            return new ClusterException(message, true);
        }

        /** True where only another text of the object helps; else it may succeed when it is tried again. */
        boolean isInvalid() {
            return invalid;
        }
    }
}
