package dev.sluice.gate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Policy.InventoryKind;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Objects of a cluster that policies read beside the one they judge. Safe for concurrent use. */
@FunctionalInterface
public interface Inventory {

    /** Where there is no cluster: policies that read one cannot be evaluated. */
    Inventory NONE = () -> new Snapshot(Map.of());

    /** What is known now. Asked once for each decision, so it must be at hand. */
    Snapshot snapshot();

    /** Policies are about to be in force that read these kinds. Returns when they are known, or after a while. */
    default void expect(Collection<InventoryKind> kinds) {}

    /** Kinds are equal whether they name the core group or leave it out. */
    static InventoryKind key(InventoryKind kind) {
        return kind.group() == null ? new InventoryKind("", kind.version(), kind.kind()) : kind;
    }

    /**
     * One moment. What has not changed from one snapshot to the next is the same instance in both.
     *
     * @param kinds by {@link #key}
     */
    record Snapshot(Map<InventoryKind, Contents> kinds) {
        public Snapshot {
            kinds = Map.copyOf(kinds);
        }

        public Contents of(InventoryKind kind) {
            var contents = kinds.get(key(kind));
            return contents == null ? new Contents.Unavailable("objects of this kind are not watched here") : contents;
        }
    }

    /** All objects of a kind, or why they are not known. */
    sealed interface Contents {
        /**
         * @param objects as the API server writes them, each with {@code metadata.name}
         * @param at when they were known to be this way
         */
        record Objects(List<JsonNode> objects, Instant at) implements Contents {
            public Objects {
                objects = List.copyOf(objects);
            }
        }

        record Unavailable(String why) implements Contents {}
    }
}
