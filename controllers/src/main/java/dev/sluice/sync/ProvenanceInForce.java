package dev.sluice.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.FieldChange;
import dev.sluice.api.Provenance;
import dev.sluice.api.Sluice;
import dev.sluice.api.Sync.Entry;
import dev.sluice.provider.field.Diff;
import dev.sluice.provider.field.FieldRules;
import dev.sluice.source.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an object whose text did not change comes from: the commit on the Sync's books, not the commit that is looked at
 * now, so that putting the object back does not look like a new commit. What the live object says of itself does not
 * count, as anybody may have written it.
 */
final class ProvenanceInForce {
    /** Path and line move with the file; the others do not change while the text stays the same. */
    private static final List<String> FIXED =
            List.of(Sluice.SOURCE_REPOSITORY, Sluice.SOURCE_REVISION, Sluice.SOURCE_AUTHOR);

    private ProvenanceInForce() {}

    static Provenance of(ObjectNode live, Entry known, Provenance now, Snapshot snapshot) {
        var revision = known.revision() == null ? now.revision() : known.revision();
        return new Provenance(
                now.repository(), revision, now.path(), now.line(), author(live, revision, snapshot), null);
    }

    /** Absent where it was not known when the object was applied; else what the commit says, as far as it is there. */
    private static @Nullable String author(ObjectNode live, String revision, Snapshot snapshot) {
        var written =
                live.at("/metadata/annotations").path(Sluice.SOURCE_AUTHOR).asText(null);
        return written == null ? null : snapshot.author(revision).orElse(written);
    }

    /** What somebody changed in the provenance that stands on the object. */
    static List<FieldChange> forged(ObjectNode live, ObjectNode manifest) {
        return Diff.between(fixed(live), fixed(manifest), FieldRules.none());
    }

    private static ObjectNode fixed(ObjectNode object) {
        var fixed = object.objectNode();
        var into = fixed.putObject("metadata").putObject("annotations");
        var annotations = object.at("/metadata/annotations");
        FIXED.forEach(name -> {
            if (annotations.has(name)) {
                into.set(name, annotations.get(name));
            }
        });
        return fixed;
    }
}
