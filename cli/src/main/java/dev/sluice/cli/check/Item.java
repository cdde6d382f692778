package dev.sluice.cli.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.output.Finding;
import dev.sluice.manifest.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * One object of the folder.
 *
 * @param changed false where it is only there to be referred to
 * @param before the object at the base revision; null where there was none, or nothing is compared
 */
record Item(Manifest manifest, boolean changed, @Nullable ObjectNode before) {

    /** Identity, whatever the version it is written in. */
    record Key(String group, String kind, String namespace, String name) {
        static Key of(Manifest manifest) {
            return new Key(Item.group(manifest.apiVersion()), manifest.kind(), manifest.namespace(), manifest.name());
        }

        String display() {
            return namespace.isEmpty() ? kind + " " + name : kind + " " + namespace + "/" + name;
        }
    }

    Key key() {
        return Key.of(manifest);
    }

    Finding.Resource resource() {
        return resource(manifest);
    }

    static Finding.Resource resource(Manifest manifest) {
        return new Finding.Resource(manifest.apiVersion(), manifest.kind(), manifest.namespace(), manifest.name());
    }

    static String group(String apiVersion) {
        var slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    static String version(String apiVersion) {
        return apiVersion.substring(apiVersion.indexOf('/') + 1);
    }
}
