package dev.sluice.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Provenance;
import dev.sluice.api.Sluice;
import dev.sluice.manifest.Manifest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One object as Git wants it.
 *
 * @param digest of the manifest as written, 16 hexadecimal digits: equal digests need no apply
 */
record Desired(ObjectId id, Manifest manifest, String digest) {

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
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(canonical(object).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String canonical(@Nullable JsonNode node) {
        if (node instanceof ObjectNode object) {
            var sorted = new TreeMap<String, String>();
            object.properties().forEach(e -> sorted.put(e.getKey(), canonical(e.getValue())));
            return sorted.toString();
        }
        if (node != null && node.isArray()) {
            var items = new StringBuilder("[");
            node.forEach(n -> items.append(canonical(n)).append(','));
            return items.append(']').toString();
        }
        return String.valueOf(node);
    }
}
