package dev.sluice.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.FieldChange;
import dev.sluice.api.Sluice;
import dev.sluice.gate.Change;
import dev.sluice.provider.Confidential;
import dev.sluice.provider.field.Diff;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Objects as a change shows them: without what the API server keeps for itself, and without what may not be shown. */
record ObjectView(Confidential confidential) {

    static Change.Subject subject(String apiVersion, ObjectId id) {
        return new Change.Subject(id.group(), ObjectId.version(apiVersion), id.kind(), id.namespace(), id.name());
    }

    /** Field by field, what the change is about. */
    List<FieldChange> difference(ObjectId id, @Nullable ObjectNode before, @Nullable ObjectNode after) {
        return Diff.between(essence(before), essence(after), confidential.rules(id.group(), id.kind()));
    }

    /** As policies may see it. */
    @Nullable
    JsonNode presentable(ObjectId id, @Nullable ObjectNode object) {
        return object == null ? null : confidential.hidden(id.group(), id.kind(), withoutBookkeeping(object));
    }

    /** What a change is about: not the server's bookkeeping, nor kubectl's, not the status, not our own provenance. */
    private static @Nullable JsonNode essence(@Nullable ObjectNode object) {
        if (object == null) {
            return null;
        }
        var copy = withoutBookkeeping(object);
        if (copy.at("/metadata/annotations") instanceof ObjectNode annotations) {
            annotations.remove(List.of(
                    Sluice.SOURCE_REPOSITORY,
                    Sluice.SOURCE_REVISION,
                    Sluice.SOURCE_PATH,
                    Sluice.SOURCE_LINE,
                    Sluice.SOURCE_AUTHOR,
                    Confidential.LAST_APPLIED));
        }
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("uid", "creationTimestamp"));
        }
        return copy;
    }

    private static ObjectNode withoutBookkeeping(ObjectNode object) {
        var copy = object.deepCopy();
        copy.remove("status");
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("managedFields", "resourceVersion", "generation"));
        }
        return copy;
    }

    /** The Sync whose label it carries; empty where it carries none. */
    static String owner(@Nullable ObjectNode live) {
        return live == null
                ? ""
                : live.at("/metadata/labels").path(Sluice.SYNC_LABEL).asText("");
    }

    /** Who wrote the object last, apart from us. */
    static String lastManager(ObjectNode live) {
        var manager = "unknown";
        var latest = "";
        for (var field : live.at("/metadata/managedFields")) {
            var name = field.path("manager").asText();
            var time = field.path("time").asText();
            var ours = name.equals(Sluice.SYNC_FIELD_MANAGER) || name.equals(Sluice.CONTROLLER_FIELD_MANAGER);
            if (!ours && time.compareTo(latest) >= 0) {
                manager = name;
                latest = time;
            }
        }
        return manager;
    }
}
