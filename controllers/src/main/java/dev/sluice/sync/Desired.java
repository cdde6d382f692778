package dev.sluice.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.CanonicalJson;
import dev.sluice.api.Provenance;
import dev.sluice.api.Sluice;
import dev.sluice.manifest.Manifest;

/**
 * One object as Git wants it.
 *
 * @param digest of the manifest as written, 16 hexadecimal digits: equal digests need no apply
 */
record Desired(ObjectId id, Manifest manifest, String digest) {
    private static final int DIGEST_DIGITS = 16;

    static Desired of(ObjectId id, Manifest manifest) {
        return new Desired(id, manifest, digest(manifest.object()));
    }

    String apiVersion() {
        return manifest.apiVersion();
    }

    Order order() {
        return Order.of(id.group(), id.kind());
    }

    /** The manifest with its namespace, the Sync's label and its provenance. */
    ObjectNode withProvenance(Provenance source, String syncLabel) {
        ObjectNode object = manifest.object().deepCopy();
        var metadata = object.withObject("/metadata");
        if (id.namespace().isEmpty()) {
            metadata.remove("namespace");
        } else {
            metadata.put("namespace", id.namespace());
        }
        child(metadata, "labels").put(Sluice.SYNC_LABEL, syncLabel);
        var annotations = child(metadata, "annotations")
                .put(Sluice.SOURCE_REPOSITORY, source.repository())
                .put(Sluice.SOURCE_REVISION, source.revision())
                .put(Sluice.SOURCE_PATH, source.path())
                .put(Sluice.SOURCE_LINE, Integer.toString(manifest.line()));
        if (source.author() == null) {
            // Nor may the manifest name one.
            annotations.remove(Sluice.SOURCE_AUTHOR);
        } else {
            annotations.put(Sluice.SOURCE_AUTHOR, source.author());
        }
        return object;
    }

    private static ObjectNode child(ObjectNode parent, String name) {
        return parent.get(name) instanceof ObjectNode child ? child : parent.putObject(name);
    }

    private static String digest(JsonNode object) {
        return CanonicalJson.sha256(CanonicalJson.text(object)).substring(0, DIGEST_DIGITS);
    }
}
