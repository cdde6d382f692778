package dev.sluice.sync;

import dev.sluice.api.Sync;

/**
 * Identity of an object in the cluster, whatever the version it is written in.
 *
 * @param group empty for the core group
 * @param namespace empty for a cluster-scoped object
 */
record ObjectId(String group, String kind, String namespace, String name) {

    static ObjectId of(Sync.Entry entry) {
        return new ObjectId(
                group(entry.apiVersion()),
                entry.kind(),
                entry.namespace() == null ? "" : entry.namespace(),
                entry.name());
    }

    static String group(String apiVersion) {
        var slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    static String version(String apiVersion) {
        return apiVersion.substring(apiVersion.indexOf('/') + 1);
    }

    /** {@code Queue payments/orders} */
    String display() {
        return namespace.isEmpty() ? kind + " " + name : kind + " " + namespace + "/" + name;
    }
}
