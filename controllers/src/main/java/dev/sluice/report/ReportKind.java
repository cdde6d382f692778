package dev.sluice.report;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kinds of policy reports that a cluster may know, the one that is preferred first. */
enum ReportKind {
    OPEN_REPORTS("openreports.io", "v1alpha1", "Report", "reports", true),
    POLICY_REPORTS("wgpolicyk8s.io", "v1alpha2", "PolicyReport", "policyreports", false);

    private final String group;
    private final String version;
    private final String kind;
    private final String plural;
    private final boolean saysSource;

    ReportKind(String group, String version, String kind, String plural, boolean saysSource) {
        this.group = group;
        this.version = version;
        this.kind = kind;
        this.plural = plural;
        this.saysSource = saysSource;
    }

    /** The one to write; null where none is served. */
    static @Nullable ReportKind among(Set<String> groups) {
        for (var kind : values()) {
            if (groups.contains(kind.group)) {
                return kind;
            }
        }
        return null;
    }

    String apiVersion() {
        return group + "/" + version;
    }

    String namespacedKind() {
        return kind;
    }

    String clusterKind() {
        return "Cluster" + kind;
    }

    /** Whether the report says at its top who made it. */
    boolean saysSource() {
        return saysSource;
    }

    ResourceDefinitionContext context(boolean namespaced) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(namespaced ? namespacedKind() : clusterKind())
                .withPlural(namespaced ? plural : "cluster" + plural)
                .withNamespaced(namespaced)
                .build();
    }
}
